import assert from "node:assert/strict";
import type { BlobStore, BlobStoreCapabilities, StoredBlob } from "@revimg/core";
import { inParts } from "../checks.js";
import { uniqueScope, withCleanup } from "../cleanup.js";
import type { ConformanceCase, CreateStore } from "../conformance-case.js";

/** What a case works with: a throwaway prefix, and stores that are closed when the case ends. */
export class BlobSession {
  readonly scope = uniqueScope();
  readonly #create: CreateStore<BlobStore>;
  readonly #later: (task: () => Promise<unknown>) => void;
  readonly #prefixes = new Set<string>();

  constructor(create: CreateStore<BlobStore>, later: (task: () => Promise<unknown>) => void) {
    this.#create = create;
    this.#later = later;
  }

  /** A key of this case's own. */
  key(name: string): string {
    return `${this.scope}/${name}`;
  }

  async make(): Promise<BlobStore> {
    const store = await this.#create(this.scope);
    // Another case tests whether a close works, and a second close too.
    this.#later(() => store.close().catch(() => undefined));
    return store;
  }

  /** Opens a store. At the case's end, its keys are removed, and those of another `prefix` too. */
  async open(prefix = this.key("")): Promise<BlobStore> {
    if (!this.#prefixes.has(prefix)) {
      this.#prefixes.add(prefix);
      this.#later(() => this.#clear(prefix));
    }
    return this.make();
  }

  async #clear(prefix: string): Promise<void> {
    const store = await this.#create(this.scope);
    try {
      const keys = await listed(store, prefix);
      for (const part of inParts(keys, store.capabilities.maxBatch)) await store.delete(part);
    } finally {
      await store.close();
    }
  }
}

export function blobCase(
  name: string,
  body: (session: BlobSession) => Promise<void>,
  requires?: (capabilities: BlobStoreCapabilities) => boolean,
): ConformanceCase<BlobStore> {
  return {
    name,
    ...(requires && { requires }),
    run: (create) => withCleanup((later) => body(new BlobSession(create, later))),
  };
}

export async function listed(
  store: BlobStore,
  prefix: string,
  signal?: AbortSignal,
): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list({ prefix, signal })) keys.push(key);
  return keys;
}

export async function bytesOf({ stream }: StoredBlob): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) {
    assert.ok(chunk instanceof Uint8Array, "a stream hands over something else than bytes");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The bytes under a key, or null. */
export async function read(store: BlobStore, key: string): Promise<Buffer | null> {
  const blob = await store.get(key);
  return blob && (await bytesOf(blob));
}
