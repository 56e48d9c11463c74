import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { ConfigReport } from "@revimg/adapters/config";
import {
  blobStoreCases,
  type ConformanceCase,
  type ConformingStore,
  type CreateStore,
  metadataStoreCases,
  selectCases,
  vectorStoreCases,
} from "@revimg/conformance";
import {
  type BlobStore,
  isRevimgError,
  type MetadataStore,
  type StoreOption,
  type VectorStore,
} from "@revimg/core";
import { fsBlobs } from "@revimg/core/fs";
import { createMemory, memoryBlobs, memoryMetadata, memoryVectors } from "@revimg/core/memory";
import { createSqliteStores, type SqliteStores } from "@revimg/core/sqlite";

export type Part = "vectors" | "metadata" | "blobs";

export interface ExamineOptions {
  /** Reads the configuration again at each call. */
  read(): Promise<ConfigReport>;
  /** Where embedded stores are tried. */
  folder: string;
}

/** One promise of a store: before its test, and after it as an `Outcome`. */
export interface Promised {
  store: string;
  /** Null for a store that is tested in another place than where it is used. */
  location: string | null;
  name: string;
  number: number;
  total: number;
}

export interface Outcome extends Promised {
  /** Null when the promise was kept. */
  failure: string | null;
}

/**
 * Runs the conformance kit on the configured store of one part. If the store can't be
 * used at all, rejects with its error.
 */
export function examinePart(
  part: Part,
  options: ExamineOptions,
  onStart: (promised: Promised) => void,
): AsyncGenerator<Outcome> {
  const { folder } = options;
  const memory = createMemory();
  const scope = `doctor-${randomUUID()}`;
  if (part === "vectors") {
    const create = maker<VectorStore>(part, options, {
      embedded: (name) => embedded(folder, name, "vectors"),
      memory: () => memoryVectors({ memory }),
    });
    return runCases(vectorStoreCases, create, onStart, async (store) => {
      await store.open({ space: scope, dimension: kitDimension });
      await store.drop(scope);
    });
  }
  if (part === "metadata") {
    const create = maker<MetadataStore>(part, options, {
      embedded: (name) => embedded(folder, name, "metadata"),
      memory: () => memoryMetadata({ memory }),
    });
    return runCases(metadataStoreCases, create, onStart, async (store) => {
      await store.open({ collection: scope });
      await store.drop();
    });
  }
  const create = maker<BlobStore>(part, options, {
    embedded: () => fsBlobs({ directory: join(folder, "blobs") }),
    memory: () => memoryBlobs({ memory }),
  });
  return runCases(blobStoreCases, create, onStart, async (store) => {
    await store.stat(`${scope}/absent`);
  });
}

/** Dimension of the kit's vectors. Some servers fix the dimension of an index for good. */
const kitDimension = 512;

interface Made<Store> {
  store: Store;
  location: string | null;
}

/**
 * Makes a new store at each call. If the configuration file holds a store, rather
 * than a function that makes one, the store is used once. For the next one the file
 * is read again.
 */
function maker<Store extends ConformingStore & { location?: string }>(
  part: Part,
  { read }: ExamineOptions,
  own: { embedded: CreateStore<Store>; memory: () => Store },
): (scope: string) => Promise<Made<Store>> {
  const used = new WeakSet<Store>();
  let current: ConfigReport | undefined;
  const made = async ({ options }: ConfigReport) => {
    const option = options[part] as StoreOption<Store> | undefined;
    return typeof option === "function" ? option() : option;
  };
  return async (scope) => {
    current ??= await read();
    // Two stores of that URL would have nothing in common.
    if (current.settings.some(({ key, value }) => key === part && value === "memory:")) {
      return { store: own.memory(), location: null };
    }
    let store = await made(current);
    if (store && used.has(store)) store = await made(await read());
    if (!store) return { store: await own.embedded(scope), location: null };
    used.add(store);
    return { store, location: store.location ?? null };
  };
}

async function* runCases<Store extends ConformingStore>(
  cases: readonly ConformanceCase<Store>[],
  make: (scope: string) => Promise<Made<Store>>,
  onStart: (promised: Promised) => void,
  probe: (store: Store) => Promise<void>,
): AsyncGenerator<Outcome> {
  const { store: first, location } = await make("probe");
  const { name: store, capabilities } = first;
  try {
    await probe(first);
  } catch (error) {
    // Any other error is a broken promise. A case of the kit will report it better.
    if (isRevimgError(error)) throw error;
  } finally {
    await first.close();
  }
  const create = async (scope: string) => (await make(scope)).store;
  const selected = selectCases(cases, capabilities);
  for (const [i, { name, run }] of selected.entries()) {
    const promised = { store, location, name, number: i + 1, total: selected.length };
    onStart(promised);
    const failure = await run(create).then(() => null, reasonOf);
    yield { ...promised, failure };
  }
}

/** One of the two stores of an embedded file. Closing the store closes the file. */
async function embedded<Name extends "vectors" | "metadata">(
  folder: string,
  scope: string,
  name: Name,
): Promise<SqliteStores[Name]> {
  const stores = await createSqliteStores({ directory: join(folder, scope) });
  const close = () => stores.close();
  return { ...stores[name], close, [Symbol.asyncDispose]: close };
}

function reasonOf(error: unknown): string {
  if (isRevimgError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
