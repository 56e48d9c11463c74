import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { request as secureRequest } from "node:https";

export interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  text: string;
  /** The pieces in which the body came. */
  pieces: string[];
}

export interface Question {
  method?: string;
  headers?: Record<string, string>;
  body?: Uint8Array;
  /** The certificate that is trusted (PEM). */
  ca?: string;
  /** The name that the server is asked under, in TLS and in `Host`. */
  host?: string;
}

/** Asks a server of this machine as a browser elsewhere does: by name, and with TLS. */
export async function ask(
  url: string,
  { method = "GET", headers = {}, body, ca, host = "localhost" }: Question = {},
): Promise<Answer> {
  const send = url.startsWith("https:") ? secureRequest : request;
  const options = { method, headers: { host, ...headers }, agent: false };
  const sent = send(url, { ...options, ...(ca !== undefined && { ca, servername: host }) });
  // A server that has answered may hang up on the rest of a body.
  sent.on("error", () => {});
  sent.end(body);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  const pieces: string[] = [];
  answer.setEncoding("latin1");
  for await (const piece of answer) pieces.push(piece);
  const { statusCode = 0 } = answer;
  return { status: statusCode, headers: answer.headers, text: pieces.join(""), pieces };
}

/** A form as a body, with the header that names its boundary. */
export async function formBody(form: FormData) {
  const whole = new Response(form);
  return {
    headers: { "content-type": whole.headers.get("content-type") ?? "" },
    body: new Uint8Array(await whole.arrayBuffer()),
  };
}
