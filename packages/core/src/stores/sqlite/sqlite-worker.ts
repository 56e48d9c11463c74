import { statSync } from "node:fs";
import { RevimgError } from "../../lib/errors.js";
import { answerCalls, HandedOver } from "../../lib/workers/worker-loop.js";
import type { VectorRecord } from "../vector-store.js";
import { Database } from "./database.js";
import { MetadataTables } from "./metadata-tables.js";
import { SharedRevision } from "./shared-revision.js";
import type { SideIndexQuery } from "./side-index.js";
import { dropSpace } from "./vector-spaces.js";
import { VectorTables } from "./vector-tables.js";

/** What a thread is told first, when an index takes it. */
export interface ServedFile {
  file: string;
  scanThreads: number;
  /** See `SharedRevision`. */
  revision: SharedArrayBuffer;
}

/** A thread that served more vectors is not kept for the next index: their memory is wanted back. */
const fewVectors = 10_000;

/** The thread that owns the database file and the scan's memory. Calls run one after the other. */
let file: string;
let scanThreads: number;
let sharedRevision: SharedRevision;
let database: Database | undefined;
/** Of the file that is open. */
let identity: string | null = null;
let metadata: MetadataTables | undefined;
const spaces = new Map<string, VectorTables>();

function openMetadata(): MetadataTables {
  if (!database) {
    database = new Database(file);
    identity = identityOf(file);
  }
  metadata ??= new MetadataTables(database, (revision) => sharedRevision.tell(revision));
  return metadata;
}

function identityOf(path: string): string | null {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats ? `${stats.dev}:${stats.ino}` : null;
}

function vectors(space: string): VectorTables {
  const tables = spaces.get(space);
  if (!tables) {
    throw new RevimgError(
      "invalid_input",
      `The vector space "${space}" was dropped. Open it again.`,
      {
        adapter: "sqlite",
      },
    );
  }
  return tables;
}

const methods = {
  serve(served: ServedFile) {
    ({ file, scanThreads } = served);
    sharedRevision = new SharedRevision(served.revision);
  },
  openSpace(space: string, dimension: number) {
    openMetadata();
    const open = spaces.get(space);
    if (open?.dimension === dimension) return;
    spaces.set(space, new VectorTables(database!, space, dimension, scanThreads));
  },
  dropSpace(space: string) {
    spaces.get(space)?.close();
    spaces.delete(space);
    dropSpace(database!, space);
  },
  upsertVectors: (space: string, records: VectorRecord[]) => vectors(space).upsert(records),
  queryVectors: (space: string, vector: Float32Array, topK: number, ids?: string[]) =>
    vectors(space).query(vector, topK, ids),
  fetchVectors: (space: string, ids: string[]) => vectors(space).fetch(ids),
  deleteVectors: (space: string, ids: string[]) => vectors(space).delete(ids),
  scanVectors: (space: string, after: string | null, pageSize: number) =>
    vectors(space).scan(after, pageSize),
  countVectors: (space: string) => vectors(space).count,
  sideIndexState: (space: string) => vectors(space).sideIndexState(),
  sideIndexRows: (space: string, from: number, count: number) =>
    vectors(space).rowsFrom(from, count),
  sideIndexRowsAt: (space: string, slots: number[]) => vectors(space).rowsOf(slots),
  adoptSideIndex: (space: string, revision: number, stamp: string) =>
    vectors(space).adoptSideIndex(revision, stamp),
  discardSideIndex: (space: string) => vectors(space).discardSideIndex(),
  querySideIndex: (space: string, query: SideIndexQuery) =>
    vectors(space).queryWithCandidates(query),
  signatures(ids: string[]) {
    const joined = openMetadata().signatures(ids);
    return new HandedOver(joined, [joined.bytes.buffer, joined.lengths.buffer] as ArrayBuffer[]);
  },
  metadata(method: keyof MetadataTables, args: unknown[]) {
    const tables = openMetadata();
    return (tables[method] as (...args: unknown[]) => unknown).apply(tables, args);
  },
  fileBytes: () =>
    [file, `${file}-wal`].reduce(
      (sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
      0,
    ),
  /** Whether the file that is open, if any, still has its name. */
  isFileInPlace: () => !database || identityOf(file) === identity,
  freeze() {
    openMetadata();
    database?.freeze();
  },
  thaw: () => database?.thaw(),
  /** Returns whether another index may take the thread. */
  close(): boolean {
    const isLight = [...spaces.values()].every(({ count }) => count <= fewVectors);
    for (const tables of spaces.values()) {
      try {
        tables.prepareForClose();
      } catch {
        // The next opening makes it anew, from what is committed.
      }
      tables.close();
    }
    spaces.clear();
    database?.close();
    database = undefined;
    identity = null;
    metadata = undefined;
    return isLight;
  },
};

answerCalls(
  (method: keyof typeof methods, args: unknown[]) =>
    (methods[method] as (...args: unknown[]) => unknown)(...args),
  "store_failed",
);
