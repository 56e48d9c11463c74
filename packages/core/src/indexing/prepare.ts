import type { IndexOptions } from "../api/indexing.js";
import type { Engine } from "../engine/engine.js";
import { readFileWithin } from "../files/plain-file.js";
import type { RevimgError } from "../lib/errors.js";
import { contentHash, imageId } from "../lib/identity.js";
import { assertBytes } from "../pictures/limits.js";
import type { ImageRecord, OriginalsKept } from "../stores/image-record.js";
import type { Candidate } from "./candidate.js";
import { examinePicture, isPictureError } from "./examine-picture.js";
import { isUnchanged, withSources } from "./merge-record.js";
import type { MissingPlaces } from "./missing-places.js";
import { sourceOf } from "./source-of.js";

/**
 * A candidate, ready to be written: only the writing to stores is left. `atPath` are
 * the pictures that the index knows at its path. `missing` are other paths of its
 * picture that have no file.
 */
export type Prepared = {
  candidate: Candidate;
  atPath: readonly string[];
  missing: readonly string[];
} & (
  | { kind: "unchanged"; id: string }
  /** The picture is in the index; only its source or metadata may be new. */
  | { kind: "known"; id: string }
  | {
      kind: "new";
      record: ImageRecord;
      vector: Float32Array;
      thumbnail: Uint8Array;
      original: Uint8Array | null;
      /** The model's tags are not among the record's yet. */
      tagsFollow: boolean;
    }
  /** `record` remembers the failure; null where not even the bytes could be read. */
  | { kind: "failed"; error: RevimgError; record: ImageRecord | null }
);

export interface Context {
  engine: Engine;
  originals: IndexOptions["originals"];
  places: MissingPlaces;
  signal: AbortSignal;
}

/** Does everything for one picture but writing it. `known` are the pictures that the index knows at its path. */
export async function prepare(
  candidate: Candidate,
  known: readonly ImageRecord[],
  context: Context,
): Promise<Prepared> {
  const { engine, places, signal } = context;
  const base = { candidate, atPath: known.map(({ id }) => id), missing: [] };
  if (candidate.error) return { ...base, kind: "failed", error: candidate.error, record: null };
  const path = candidate.file?.path;
  const same = known.find((record) => isUnchanged(record, candidate));
  if (same) {
    return { ...base, missing: await places.of(same, path), kind: "unchanged", id: same.id };
  }
  let bytes: Uint8Array;
  try {
    bytes = await read(candidate, context);
  } catch (error) {
    return { ...base, kind: "failed", error: pictureError(error), record: null };
  }
  const hash = contentHash(bytes);
  const [found] = await engine.metadata.findByHash([hash], { signal });
  const missing = found ? await places.of(found, path) : [];
  if (found?.status === "indexed") return { ...base, missing, kind: "known", id: found.id };
  const record = newRecord(candidate, bytes, hash, keptOriginal(candidate, context));
  try {
    const { vector, thumbnail, tags, ...facts } = await examinePicture(engine, bytes, signal);
    Object.assign(record, facts);
    record.tags.push(...(tags ?? []));
    const original = record.original === "copy" ? bytes : null;
    return {
      ...base,
      missing,
      kind: "new",
      record,
      vector,
      thumbnail,
      original,
      tagsFollow: tags === null,
    };
  } catch (error) {
    const failure = pictureError(error);
    const failed: ImageRecord = { ...record, status: "failed", failure: failure.message };
    return { ...base, missing, kind: "failed", error: failure, record: failed };
  }
}

async function read({ file, bytes }: Candidate, { engine, signal }: Context): Promise<Uint8Array> {
  const { limits } = engine.decoding;
  if (!bytes) return readFileWithin(file!.path, { limits, signal });
  assertBytes(bytes.byteLength, limits);
  return bytes;
}

/** What is wrong with this one picture; anything else ends the run. */
function pictureError(error: unknown): RevimgError {
  if (isPictureError(error)) return error;
  throw error;
}

/** A picture in memory has no file to refer to. */
function keptOriginal({ file }: Candidate, { originals }: Context): OriginalsKept {
  if (originals === "reference" && !file) return "copy";
  return originals ?? (file ? "reference" : "copy");
}

function newRecord(
  candidate: Candidate,
  bytes: Uint8Array,
  hash: string,
  original: OriginalsKept,
): ImageRecord {
  const record: ImageRecord = {
    id: imageId(hash),
    filename: candidate.filename ?? filenameOf(candidate.metadata.sourceUrl) ?? hash.slice(0, 12),
    originalUrl: null,
    sourceDomain: null,
    fileSize: bytes.length,
    width: 0,
    height: 0,
    mimeType: "application/octet-stream",
    contentHash: hash,
    fingerprint: null,
    pixelHash: null,
    signature: null,
    title: null,
    attributes: candidate.metadata.attributes ?? {},
    original,
    status: "pending",
    failure: null,
    createdAt: Date.now(),
    indexedAt: null,
    sources: [],
    tags: [],
  };
  return withSources(record, [sourceOf(candidate)]);
}

/** The last part of a URL's path, for pictures in memory that came without a name. */
function filenameOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  return new URL(url).pathname.split("/").pop() || undefined;
}
