import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { Refusal, type Request, readRequest, send } from "./answer.js";
import { limits } from "./checks.js";
import { answerData } from "./data-plane.js";
import { Faults, type PineconeFault } from "./faults.js";
import { type Index, Indexes, type PineconeIndexSettings } from "./indexes.js";

/** How tests reach it. */
export interface PineconeAccess {
  /** Address of the control plane. */
  readonly endpoint: string;
  readonly apiKey: string;
  /** An index of 512 dimensions and cosine metric that is there from the beginning. */
  readonly index: string;
}

export interface PineconeStandIn extends PineconeAccess {
  /** What was asked, in order: method, path and parameters. */
  readonly requests: readonly { method: string; path: string; size: number }[];
  /** Requests that were given up before they were answered. */
  aborted(): number;
  addIndex(settings: PineconeIndexSettings): Promise<void>;
  /** How long an index that is made from now on is not ready. */
  setInitialization(milliseconds: number): void;
  fail(fault: PineconeFault): void;
  /** Forgets the faults that have not come yet. */
  heal(): void;
  stop(): Promise<void>;
}

export interface StartPineconeOptions {
  /** How late a write shows, in milliseconds. Default 20. */
  visibilityMs?: number;
}

/**
 * A server that speaks the protocol of Pinecone's control plane and of the data
 * plane of its serverless indexes (API version 2026-04), as its public reference
 * has it: for what can't be tried on the service. It refuses what is over a limit
 * of the documentation, wrong or misspelt, shows writes late, and fails on command.
 */
export async function startPinecone({
  visibilityMs = 20,
}: StartPineconeOptions = {}): Promise<PineconeStandIn> {
  const apiKey = "pcsk_stand-in";
  const faults = new Faults();
  const requests: { method: string; path: string; size: number }[] = [];
  const servers: Server[] = [];
  const cut = new WeakSet<ServerResponse>();
  let aborted = 0;

  const listen = async (
    answer: (request: Request) => Promise<{ status: number; body: object }>,
  ): Promise<string> => {
    const server = createServer((message, response) => {
      const size = Number(message.headers["content-length"] ?? 0);
      requests.push({ method: message.method ?? "", path: message.url ?? "", size });
      response.once("close", () => {
        if (!response.writableEnded && !cut.has(response)) aborted++;
      });
      handle(message, response, answer).catch(() => response.destroy());
    });
    servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(0, "127.0.0.1", resolve);
    });
    server.unref();
    const address = server.address();
    if (typeof address !== "object" || !address) throw new Error("The server has no port.");
    return `127.0.0.1:${address.port}`;
  };

  const sever = (response: ServerResponse) => {
    cut.add(response);
    response.destroy();
  };

  const handle = async (
    message: IncomingMessage,
    response: ServerResponse,
    answer: (request: Request) => Promise<{ status: number; body: object }>,
  ): Promise<void> => {
    const fault = faults.take(message.url ?? "/");
    if (fault?.delayMs) await delay(fault.delayMs, undefined, { ref: false });
    try {
      const request = await readRequest(message, apiKey, limits.requestBytes);
      if (fault?.cut === "before") return sever(response);
      if (fault?.status) throw commanded(fault);
      const { status, body } = await answer(request);
      if (fault?.cut === "after") return sever(response);
      send(response, status, body);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      send(response, error.status, error.body, error.headers);
    }
  };

  const indexes = new Indexes(
    () => visibilityMs,
    ({ dimension, namespaces, readyAt }: Index) =>
      listen(async (request) => {
        if (Date.now() < readyAt) throw new Refusal(503, { message: "The index is not ready" });
        return { status: 200, body: answerData(request, dimension, namespaces) };
      }),
  );
  const index = "revimg-tests";
  await indexes.add({ name: index, dimension: 512 });
  const control = await listen((request) => indexes.answer(request));
  return {
    endpoint: `http://${control}`,
    apiKey,
    index,
    requests,
    aborted: () => aborted,
    async addIndex(settings) {
      await indexes.add(settings);
    },
    setInitialization(milliseconds) {
      indexes.initializationMs = milliseconds;
    },
    fail: (fault) => faults.add(fault),
    heal: () => faults.clear(),
    async stop() {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

function commanded({ status = 500, retryAfterSeconds }: PineconeFault): Refusal {
  const message = status === 429 ? "Too many requests" : "Commanded to fail";
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { "retry-after": `${retryAfterSeconds}` };
  return new Refusal(status, { code: status === 429 ? 8 : 13, message, details: [] }, headers);
}
