import type { S3Client } from "@aws-sdk/client-s3";
import { RevimgError } from "@revimg/core";
import { loadPeer } from "../shared/load-peer.js";
import { type S3Action, toStoreError } from "./errors.js";
import type { S3Settings } from "./options.js";

export const peerUser = { adapter: "s3", store: "The S3 store" };

type Sdk = typeof import("@aws-sdk/client-s3");

export interface Call {
  client: S3Client;
  sdk: Sdk;
  /** Second argument of `client.send`. */
  options: { abortSignal?: AbortSignal };
}

/** The SDK and its client, made at the first call. */
export class S3Connection {
  readonly #settings: S3Settings;
  #opening: Promise<{ sdk: Sdk; client: S3Client }> | undefined;
  readonly #finishing = new Set<Promise<void>>();
  #closed = false;

  constructor(settings: S3Settings) {
    this.#settings = settings;
  }

  /**
   * Does some requests. A failure becomes a `RevimgError`, and an abort becomes the
   * signal's reason.
   */
  async run<T>(
    action: S3Action,
    signal: AbortSignal | undefined,
    work: (call: Call) => Promise<T>,
  ): Promise<T> {
    this.checkOpen();
    signal?.throwIfAborted();
    try {
      const working = this.#work(work, signal);
      return await (signal ? orAborted(working, signal) : working);
    } catch (error) {
      throw signal?.aborted ? signal.reason : this.toError(action, error);
    }
  }

  toError(action: S3Action, error: unknown): unknown {
    return toStoreError(error, action, this.#settings);
  }

  async #work<T>(work: (call: Call) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const { sdk, client } = await this.#open();
    this.checkOpen();
    return work({ sdk, client, options: signal ? { abortSignal: signal } : {} });
  }

  /** Takes over cleaning work for which nobody waits. `close` waits for it. */
  finishBeforeClose(work: Promise<void>): void {
    this.#finishing.add(work);
    void work.finally(() => this.#finishing.delete(work));
  }

  checkOpen(): void {
    if (this.#closed) {
      throw new RevimgError("disposed", "The blob store was closed.", { adapter: "s3" });
    }
  }

  /** Ends the connections. An injected client stays open. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#finishing);
    const opened = await this.#opening?.catch(() => undefined);
    if (!this.#settings.client) opened?.client.destroy();
  }

  #open(): Promise<{ sdk: Sdk; client: S3Client }> {
    this.#opening ??= this.#make();
    return this.#opening;
  }

  async #make() {
    const sdk = await loadPeer(peerUser, "@aws-sdk/client-s3", () => import("@aws-sdk/client-s3"));
    const { client, endpoint, region, credentials, timeoutMs } = this.#settings;
    if (client) return { sdk, client: client as unknown as S3Client };
    const { forcePathStyle = endpoint !== undefined } = this.#settings;
    const regionOrDefault = region ?? (endpoint === undefined ? undefined : "us-east-1");
    const made = new sdk.S3Client({
      ...(endpoint !== undefined && { endpoint }),
      ...(regionOrDefault !== undefined && { region: regionOrDefault }),
      // A copy, as the SDK writes into the object.
      ...(credentials && {
        credentials: typeof credentials === "function" ? credentials : { ...credentials },
      }),
      forcePathStyle,
      // Newer SDKs send checksums by default, and not every server knows them.
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
      // One more try is for a connection that the server has just closed. Core does all other
      // tries.
      maxAttempts: 2,
      requestHandler: { connectionTimeout: timeoutMs, socketTimeout: timeoutMs },
    });
    return { sdk, client: made };
  }
}

/**
 * Rejects at once on an abort, also where the SDK would not notice it: while it looks
 * for credentials, for example.
 */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
