import type { IncomingMessage, ServerResponse } from "node:http";

/** An answer that is no success, as the service words it: a gRPC code and a message. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: object;
  readonly headers: Record<string, string>;

  constructor(status: number, body: object, headers: Record<string, string> = {}) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** A request to an index that is wrong (`google.rpc.Status`, INVALID_ARGUMENT). */
export function invalid(message: string): Refusal {
  return new Refusal(400, { code: 3, message, details: [] });
}

export function absent(message: string): Refusal {
  return new Refusal(404, { code: 5, message, details: [] });
}

/** An error of the control plane. */
export function controlRefusal(status: number, code: string, message: string): Refusal {
  return new Refusal(status, { error: { code, message }, status });
}

export interface Request {
  method: string;
  path: string;
  parameters: URLSearchParams;
  /** Parsed JSON; null where there is none. */
  body: Record<string, unknown> | null;
}

/** Longest request line, as gateways commonly have it. */
const maxUrlBytes = 8_192;

/** Reads a request and checks what holds for every one of them. */
export async function readRequest(
  message: IncomingMessage,
  apiKey: string,
  maxBodyBytes: number,
): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const content = Buffer.concat(chunks);
  const { method = "GET", url = "/", headers } = message;
  if (headers["api-key"] !== apiKey) {
    throw new Refusal(401, {
      error: { code: "UNAUTHENTICATED", message: "Invalid API key" },
      status: 401,
    });
  }
  if (!/^20\d\d-\d\d$/.test(`${headers["x-pinecone-api-version"]}`)) {
    throw invalid("X-Pinecone-Api-Version must name a version.");
  }
  if (Buffer.byteLength(url) > maxUrlBytes) {
    throw new Refusal(414, { message: "Request-URI Too Large" });
  }
  if (content.length > maxBodyBytes) {
    throw new Refusal(413, {
      code: 11,
      message: `Request size ${content.length} exceeds the maximum supported size of ${maxBodyBytes} bytes`,
    });
  }
  const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
  return { method, path: pathname, parameters: searchParams, body: parse(content, headers) };
}

function parse(
  content: Buffer,
  headers: IncomingMessage["headers"],
): Record<string, unknown> | null {
  if (content.length === 0) return null;
  if (!/^application\/json\b/.test(`${headers["content-type"]}`)) {
    throw new Refusal(415, { message: "Content-Type must be application/json" });
  }
  try {
    const value: unknown = JSON.parse(content.toString());
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Refused below.
  }
  throw invalid("The body is not a JSON object.");
}

export function send(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
