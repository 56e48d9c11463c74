import { AsyncLocalStorage } from "node:async_hooks";
import { RevimgError } from "@revimg/core";
import { withDeadline } from "../shared/deadline.js";
import { loadPeer } from "../shared/load-peer.js";
import type { PineconeClient, PineconeModule } from "./client.js";
import { answerError, clientError, connectionError, timeoutError } from "./errors.js";
import type { PineconeSettings } from "./options.js";

/** A call under way: the signal that aborts its requests, and why the last of them failed. */
interface Call {
  signal: AbortSignal;
  failure?: RevimgError;
}

/**
 * The package, loaded at the first call, and its client. The client takes no signal
 * for a call, and does not show the headers of a failure. So its requests go through
 * a `fetch` of ours, which knows by the asynchronous context to which call they
 * belong.
 */
export class PineconeConnection {
  readonly settings: PineconeSettings;
  readonly #load: () => Promise<unknown>;
  readonly #calls = new AsyncLocalStorage<Call>();
  #client: Promise<PineconeClient> | undefined;
  #closed = false;

  constructor(
    settings: PineconeSettings,
    load: () => Promise<unknown> = () => import("@pinecone-database/pinecone"),
  ) {
    this.settings = settings;
    this.#load = load;
  }

  /**
   * Does one request. A failure becomes a `RevimgError`, and an abort becomes the
   * signal's reason.
   */
  async run<T>(
    signal: AbortSignal | undefined,
    request: (client: PineconeClient) => Promise<T>,
  ): Promise<T> {
    this.checkOpen();
    const { timeoutMs } = this.settings;
    const late = () => timeoutError(timeoutMs);
    return withDeadline({ signal, timeoutMs, late }, async (inner) => {
      this.#client ??= this.#open();
      const client = await this.#client;
      this.checkOpen();
      inner.throwIfAborted();
      const call: Call = { signal: inner };
      try {
        return await this.#calls.run(call, () => request(client));
      } catch (error) {
        throw call.failure ?? clientError(error);
      }
    });
  }

  checkOpen(): void {
    if (this.#closed) {
      throw new RevimgError("disposed", "The Pinecone store was closed.", { adapter: "pinecone" });
    }
  }

  close(): void {
    this.#closed = true;
  }

  async #open(): Promise<PineconeClient> {
    const user = { adapter: "pinecone", store: "The Pinecone store" };
    const loaded = (await loadPeer(user, "@pinecone-database/pinecone", this.#load)) as {
      default?: PineconeModule;
    } & PineconeModule;
    const { apiKey, endpoint } = this.settings;
    const { Pinecone } = loaded.default ?? loaded;
    return new Pinecone({
      apiKey,
      ...(endpoint !== undefined && { controllerHostUrl: endpoint }),
      // Core tries again, and it knows how long to wait.
      maxRetries: 0,
      fetchApi: (url, init) => this.#fetch(url, init),
    });
  }

  /** Reads the answer to its end, so that the time limit and an abort also apply to its body. */
  async #fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const call = this.#calls.getStore();
    const fail = (failure: RevimgError) => {
      if (call) call.failure = failure;
      return failure;
    };
    let response: Response;
    let body: ArrayBuffer;
    try {
      response = await fetch(url, { ...init, ...(call && { signal: call.signal }) });
      body = await response.arrayBuffer();
    } catch (error) {
      throw fail(connectionError(error, new URL(url).host));
    }
    const { status, headers } = response;
    if (!response.ok) throw fail(answerError(status, new TextDecoder().decode(body), headers));
    return new Response(body, { status, headers });
  }
}
