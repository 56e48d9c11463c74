import type { ImageRecord, MetadataStore, MetadataStoreCapabilities } from "@revimg/core";
import { inParts } from "../checks.js";
import { uniqueScope, withCleanup } from "../cleanup.js";
import type { ConformanceCase, CreateStore } from "../conformance-case.js";

/** What a case works with: throwaway collections, and stores that are closed when the case ends. */
export class MetadataSession {
  /** Also the collection's name. */
  readonly scope = uniqueScope();
  readonly otherScope = `${this.scope}-2`;
  readonly #create: CreateStore<MetadataStore>;
  readonly #later: (task: () => Promise<unknown>) => void;
  readonly #scopes = new Set<string>();

  constructor(create: CreateStore<MetadataStore>, later: (task: () => Promise<unknown>) => void) {
    this.#create = create;
    this.#later = later;
  }

  async make(scope = this.scope): Promise<MetadataStore> {
    const store = await this.#create(scope);
    // Another case tests whether a close works, and a second close too.
    this.#later(() => store.close().catch(() => undefined));
    return store;
  }

  async open(scope = this.scope): Promise<MetadataStore> {
    if (!this.#scopes.has(scope)) {
      this.#scopes.add(scope);
      this.#later(() => this.#drop(scope));
    }
    const store = await this.make(scope);
    await store.open({ collection: scope });
    return store;
  }

  async openWith(records: readonly ImageRecord[], scope = this.scope): Promise<MetadataStore> {
    const store = await this.open(scope);
    for (const part of inParts(records, store.capabilities.maxBatch)) await store.put(part);
    return store;
  }

  async #drop(scope: string): Promise<void> {
    const store = await this.#create(scope);
    try {
      await store.open({ collection: scope });
      await store.drop();
    } finally {
      await store.close();
    }
  }
}

export function metadataCase(
  name: string,
  body: (session: MetadataSession) => Promise<void>,
  requires?: (capabilities: MetadataStoreCapabilities) => boolean,
): ConformanceCase<MetadataStore> {
  return {
    name,
    ...(requires && { requires }),
    run: (create) => withCleanup((later) => body(new MetadataSession(create, later))),
  };
}
