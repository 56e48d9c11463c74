import { RevimgError } from "@revimg/core";
import { withDeadline } from "../shared/deadline.js";
import { loadPeer } from "../shared/load-peer.js";
import type { ChromaClient, ChromaCollection, ChromaModule } from "./client.js";
import { timeoutError, toStoreError } from "./errors.js";
import type { ChromaSettings } from "./options.js";

/**
 * A client for one call at a time. The package takes a signal for a client, not for a
 * call. A client whose signal was not aborted is used again; any other is thrown
 * away.
 */
export class Lease {
  readonly #controller = new AbortController();
  readonly client: ChromaClient;
  /** A client with an older number than the connection's knows collections that may be gone. */
  readonly generation: number;
  uses = 0;
  #opened: { name: string; collection: Promise<ChromaCollection> } | undefined;

  constructor({ ChromaClient }: ChromaModule, settings: ChromaSettings, generation: number) {
    this.generation = generation;
    const { address, tenant, database, headers } = settings;
    const ssl = address.protocol === "https:";
    this.client = new ChromaClient({
      host: address.hostname,
      port: Number(address.port || (ssl ? 443 : 80)),
      ssl,
      tenant,
      database,
      headers: { ...headers },
      fetchOptions: { signal: this.#controller.signal },
    });
  }

  /** Each client asks for it once, and then knows its id. */
  async collection(name: string): Promise<ChromaCollection> {
    if (this.#opened?.name === name) return this.#opened.collection;
    const collection = this.client.getCollection({ name, embeddingFunction });
    this.#opened = { name, collection };
    collection.catch(() => {
      this.#opened = undefined;
    });
    return collection;
  }

  /** Closes the socket of the request under way. */
  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }
}

const embeddingFunction = {
  generate: () => Promise.reject(new Error("revimg embeds by itself.")),
};

/**
 * Every request of a client leaves a listener on the client's signal, until the
 * garbage collector takes it.
 */
const maxUses = 200;
const maxIdle = 8;

/** The package, loaded at the first call, and its clients. */
export class ChromaConnection {
  readonly place: string;
  readonly settings: ChromaSettings;
  readonly #load: () => Promise<unknown>;
  #module: Promise<ChromaModule> | undefined;
  #idle: Lease[] = [];
  #generation = 0;
  #closed = false;

  constructor(settings: ChromaSettings, load: () => Promise<unknown> = () => import("chromadb")) {
    this.settings = settings;
    this.place = settings.address.origin;
    this.#load = load;
  }

  /**
   * Does some requests. A failure becomes a `RevimgError`, and an abort becomes the
   * signal's reason.
   */
  async run<T>(signal: AbortSignal | undefined, work: (lease: Lease) => Promise<T>): Promise<T> {
    this.checkOpen();
    const { timeoutMs } = this.settings;
    const late = () => timeoutError(this.place, timeoutMs);
    return withDeadline({ signal, timeoutMs, late }, async (inner) => {
      const lease = await this.#lease();
      inner.throwIfAborted();
      const onAbort = () => lease.abort(inner.reason);
      inner.addEventListener("abort", onAbort, { once: true });
      try {
        return await work(lease);
      } catch (error) {
        throw toStoreError(error, this.place);
      } finally {
        inner.removeEventListener("abort", onAbort);
        if (!inner.aborted) this.#giveBack(lease);
      }
    });
  }

  checkOpen(): void {
    if (this.#closed) {
      throw new RevimgError("disposed", "The Chroma store was closed.", { adapter: "chroma" });
    }
  }

  /** Forgets what is known of collections. */
  forget(): void {
    this.#generation++;
    this.#idle = [];
  }

  close(): void {
    this.#closed = true;
    this.#idle = [];
  }

  async #lease(): Promise<Lease> {
    this.#module ??= this.#open();
    const module = await this.#module;
    this.checkOpen();
    const lease = this.#idle.pop() ?? new Lease(module, this.settings, this.#generation);
    lease.uses++;
    return lease;
  }

  #giveBack(lease: Lease): void {
    const isCurrent = lease.generation === this.#generation && !this.#closed;
    if (isCurrent && lease.uses < maxUses && this.#idle.length < maxIdle) this.#idle.push(lease);
  }

  async #open(): Promise<ChromaModule> {
    const user = { adapter: "chroma", store: "The Chroma store" };
    return (await loadPeer(user, "chromadb", this.#load)) as ChromaModule;
  }
}
