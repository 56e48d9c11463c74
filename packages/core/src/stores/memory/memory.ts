import type { BlobStat } from "../blob-store.js";
import type { ImageRecord } from "../image-record.js";
import type { LeaseTable } from "../lease-table.js";

/**
 * What memory stores keep, instead of a server. Stores with the same `Memory` see the
 * same data, also after one of them was closed. The data is gone when nothing refers to
 * it any more.
 */
export interface Memory {
  /** @internal */
  readonly spaces: Map<string, MemorySpace>;
  /** @internal */
  readonly collections: Map<string, MemoryCollection>;
  /** @internal */
  readonly blobs: Map<string, MemoryBlob>;
}

export interface MemoryOptions {
  /** Data to share with other stores. Default: data of the store's own. */
  memory?: Memory;
}

interface MemorySpace {
  readonly dimension: number;
  readonly vectors: Map<string, Numbered<{ vector: Float32Array }>>;
  /** The number given last. */
  vectorsEver: number;
}

export interface MemoryCollection {
  readonly meta: Map<string, string>;
  readonly rows: Map<string, Numbered<{ record: ImageRecord }>>;
  readonly leases: LeaseTable;
  revision: number;
  /** The number given last. */
  rowsEver: number;
}

interface MemoryBlob {
  readonly bytes: Uint8Array;
  readonly stat: BlobStat;
}

/**
 * An entry with a number that grows from one new entry to the next and never changes.
 * Pages go by it.
 */
export type Numbered<T> = T & { readonly number: number };

export function createMemory(): Memory {
  return { spaces: new Map(), collections: new Map(), blobs: new Map() };
}
