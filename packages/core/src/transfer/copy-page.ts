import { isDeepStrictEqual } from "node:util";
import { blobKey } from "../engine/blob-keys.js";
import type { HeldLease } from "../engine/held-lease.js";
import type { OpenedStores } from "../open/open-stores.js";
import { thumbnailMimeType } from "../pictures/thumbnail.js";
import type { ImageRecord, ImageSource } from "../stores/image-record.js";
import type { WriteOptions } from "../stores/picture-leases.js";
import { type BlobToCopy, copyBlob } from "./copy-blob.js";
import type { TransferProblem, TransferProblemKind } from "./transfer-events.js";
import type { TransferPage, TransferSource } from "./transfer-source.js";

/** Blobs under way at once. */
export const parallelBlobs = 16;

/** What was done with one page. */
export interface CopiedPage {
  copied: number;
  unchanged: number;
  blobs: number;
  bytes: number;
  problems: TransferProblem[];
}

type Target = Pick<OpenedStores, "metadata" | "vectors" | "blobs">;

/**
 * Copies the rows of a page that are not there yet, in the write order: `pending` rows,
 * blobs, vectors, then the rows as they are in the source, with their times. A row that
 * equals the source's was written last, so all that belongs to it is there too. Of the
 * page, it copies the pictures whose lease it is given.
 */
export async function copyPage(
  target: Target,
  source: TransferSource,
  page: TransferPage,
  { ids, owner }: HeldLease,
  signal: AbortSignal | undefined,
): Promise<CopiedPage> {
  const { metadata } = target;
  const { vectors } = page;
  const records = recordsOf(page, ids);
  const found = await metadata.get(
    records.map(({ id }) => id),
    { signal },
  );
  const todo = records.filter((record, i) => !isSame(record, found[i] ?? null));
  const shown = todo.filter(({ status }) => status === "indexed");
  await metadata.put(
    shown.map((record) => ({ ...record, status: "pending" as const })),
    { owner, signal },
  );
  const contents = await copyContents(target, source, shown, vectors, signal);
  await dropOldSources(target, todo, found, { owner, signal });
  await metadata.put(todo, { owner, signal });
  return { ...contents, copied: todo.length, unchanged: records.length - todo.length };
}

/** Copies missing vectors and blobs of pictures whose rows are there. */
export async function mendPage(
  target: Target,
  source: TransferSource,
  page: TransferPage,
  { ids }: HeldLease,
  signal: AbortSignal | undefined,
): Promise<Pick<CopiedPage, "blobs" | "bytes" | "problems">> {
  const shown = recordsOf(page, ids).filter(({ status }) => status === "indexed");
  const found = await target.vectors.fetch(
    shown.map(({ id }) => id),
    { signal },
  );
  const lacking = shown.filter((_, i) => !found[i]);
  return copyContents(target, source, lacking, page.vectors, signal);
}

function recordsOf({ records }: TransferPage, ids: readonly string[]): ImageRecord[] {
  const held = new Set(ids);
  return records.filter(({ id }) => held.has(id));
}

async function copyContents(
  target: Target,
  source: TransferSource,
  records: readonly ImageRecord[],
  vectorsOf: TransferPage["vectors"],
  signal: AbortSignal | undefined,
): Promise<Pick<CopiedPage, "blobs" | "bytes" | "problems">> {
  const page = { blobs: 0, bytes: 0, problems: [] as TransferProblem[] };
  const tell = (kind: TransferProblemKind, { id, filename }: ImageRecord) =>
    page.problems.push({ kind, id, name: filename });
  const wanted = records.flatMap((record) => blobsOf(record).map((blob) => ({ record, ...blob })));
  for (let start = 0; start < wanted.length; start += parallelBlobs) {
    const part = wanted.slice(start, start + parallelBlobs);
    const outcomes = await allDone(
      part.map((blob) => copyBlob(source, target.blobs, blob, signal)),
    );
    for (const [i, copied] of outcomes.entries()) {
      const { record, kind } = part[i]!;
      if (copied.outcome === "copied") {
        page.blobs++;
        page.bytes += copied.bytes;
      } else if (copied.outcome === "damaged") tell("original_damaged", record);
      else tell(kind === "thumbnails" ? "thumbnail_missing" : "original_missing", record);
    }
  }
  const stored = await vectorsOf(records.map(({ id }) => id));
  const upserts = records.flatMap((record, i) => {
    const vector = stored[i];
    if (vector) return [{ id: record.id, vector }];
    tell("vector_missing", record);
    return [];
  });
  await target.vectors.upsert(upserts, { signal });
  return page;
}

/** The blobs of a picture that searches show. */
export function blobsOf({
  contentHash,
  mimeType,
  original,
}: ImageRecord): (BlobToCopy & { kind: "thumbnails" | "originals" })[] {
  const thumbnail = {
    kind: "thumbnails" as const,
    key: blobKey("thumbnails", contentHash),
    contentType: thumbnailMimeType,
    hash: null,
  };
  if (original !== "copy") return [thumbnail];
  const key = blobKey("originals", contentHash);
  return [thumbnail, { kind: "originals", key, contentType: mimeType, hash: contentHash }];
}

/** Removes sources that the source no longer has: `put` adds sources and takes none away. */
async function dropOldSources(
  { metadata }: Target,
  records: readonly ImageRecord[],
  found: readonly (ImageRecord | null)[],
  options: WriteOptions,
): Promise<void> {
  const known = new Map(found.flatMap((record) => (record ? [[record.id, record]] : [])));
  for (const { id, sources } of records) {
    const old = known.get(id)?.sources.filter((one) => !sources.some((other) => isOne(one, other)));
    for (const { path, url } of old ?? []) {
      const source = { ...(path !== undefined && { path }), ...(url !== undefined && { url }) };
      await metadata.removeSource(id, source, options);
    }
  }
}

/** Whether two are the same source by the rule of `MetadataStore.put`. */
function isOne(a: ImageSource, b: ImageSource): boolean {
  return a.path === undefined ? b.path === undefined && a.url === b.url : a.path === b.path;
}

/** Equal as JSON: absent fields and undefined fields are the same. */
function isSame(a: ImageRecord, b: ImageRecord | null): boolean {
  const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
  return b !== null && isDeepStrictEqual(plain(a), plain(b));
}

/** Waits for all writes before it reports a failure. */
export async function allDone<T>(writes: readonly Promise<T>[]): Promise<T[]> {
  const outcomes = await Promise.allSettled(writes);
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
  return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<T>).value);
}
