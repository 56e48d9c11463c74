import type { IndexOptions } from "../api/indexing.js";
import type { Engine } from "../engine/engine.js";
import { readFileWithin } from "../files/plain-file.js";
import type { RevimgError } from "../lib/errors.js";
import { contentHash } from "../lib/identity.js";
import { assertBytes } from "../pictures/limits.js";
import type { ImageRecord, OriginalsKept } from "../stores/image-record.js";
import type { Candidate } from "./candidate.js";
import { failedDownload } from "./downloads/failed-download.js";
import { examinePicture, isPictureError } from "./examine-picture.js";
import { isUnchanged } from "./merge-record.js";
import type { MissingPlaces } from "./missing-places.js";
import { newRecord } from "./new-record.js";
import { failureText, isSetAside, setAsideError } from "./quarantine.js";
import { readUpload } from "./read-upload.js";

/**
 * A candidate, ready to be written: only the writing to stores is left. `atPlace` are
 * the pictures that the index knows at its path, or at the address that it is fetched
 * from. `missing` are other paths of its picture that have no file.
 */
export type Prepared = {
  candidate: Candidate;
  atPlace: readonly string[];
  missing: readonly string[];
} & (
  | { kind: "unchanged"; id: string }
  /** The picture is in the index; only its source or metadata may be new. */
  | { kind: "known"; id: string }
  | {
      kind: "new";
      record: ImageRecord;
      vector: Float32Array;
      /** The vector's space: that of the model which made it. */
      space: string;
      thumbnail: Uint8Array;
      original: Uint8Array | null;
      /** The model's tags are not among the record's yet. */
      tagsFollow: boolean;
    }
  /** `record` remembers the failure; null for a file of which not even the bytes could be read. */
  | { kind: "failed"; error: RevimgError; record: ImageRecord | null }
);

export interface Context {
  engine: Engine;
  originals: IndexOptions["originals"];
  places: MissingPlaces;
  /** Whether pictures that took threads down are read again. */
  retriesSetAside: boolean;
  signal: AbortSignal;
}

/** Does everything for one picture but writing it. `known` are the pictures that the index knows at its path or address. */
export async function prepare(
  given: Candidate,
  known: readonly ImageRecord[],
  context: Context,
): Promise<Prepared> {
  const { engine, places, signal } = context;
  const candidate = await readUpload(engine, given, signal);
  const base = { candidate, atPlace: known.map(({ id }) => id), missing: [] };
  const { error, url, stillAtUrl } = candidate;
  if (error) {
    // A picture that is in the index stays what it is.
    const isIndexed = known.some(({ status }) => status === "indexed");
    const record = url === undefined || isIndexed ? null : failedDownload(candidate, url, error);
    return { ...base, kind: "failed", error, record };
  }
  const path = candidate.file?.path;
  const isRead = candidate.bytes !== undefined;
  const same = isRead ? undefined : known.find((record) => isUnchanged(record, candidate));
  if (same) {
    return { ...base, missing: await places.of(same, path), kind: "unchanged", id: same.id };
  }
  const aside = isRead || context.retriesSetAside ? undefined : knownAsAside(known, candidate);
  if (aside) return { ...base, kind: "failed", error: setAsideError(aside), record: null };
  if (stillAtUrl !== undefined) return { ...base, kind: "known", id: stillAtUrl };
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
  const original = keptOriginal(candidate, context);
  const record = newRecord(candidate, { hash, fileSize: bytes.length, original });
  if (found && isSetAside(found) && !context.retriesSetAside) {
    const failed: ImageRecord = { ...record, status: "failed", failure: found.failure };
    return { ...base, missing, kind: "failed", error: setAsideError(found), record: failed };
  }
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
      space: engine.space,
      thumbnail,
      original,
      tagsFollow: tags === null,
    };
  } catch (error) {
    const failure = pictureError(error);
    const failed: ImageRecord = { ...record, status: "failed", failure: failureText(failure) };
    return { ...base, missing, kind: "failed", error: failure, record: failed };
  }
}

/** A picture that was set aside, and whose file has not changed since. */
function knownAsAside(known: readonly ImageRecord[], { file }: Candidate): ImageRecord | undefined {
  if (!file) return undefined;
  return known.find(
    (record) =>
      isSetAside(record) &&
      record.sources.some(
        ({ path, size, mtimeMs, ctimeMs }) =>
          path === file.path &&
          size === file.size &&
          mtimeMs === file.mtimeMs &&
          ctimeMs === file.ctimeMs,
      ),
  );
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
