import type { Engine } from "../engine.js";
import type { RevimgError } from "../errors.js";
import { readFileWithin } from "../files/plain-file.js";
import { contentHash, imageId } from "../identity.js";
import { assertBytes } from "../image/limits.js";
import type { ImageRecord, IndexOptions, OriginalsKept } from "../types.js";
import type { Candidate } from "./candidates.js";
import { examinePicture, isPictureError } from "./examine-picture.js";
import { isUnchanged, sourceOf, tagsOf } from "./records.js";

/** A candidate, ready to be written: all work is done that needs no store to change. */
export type Prepared = { candidate: Candidate } & (
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
  signal: AbortSignal;
}

/** Does everything for one picture but writing it. `atPath` is the picture that its path showed last time. */
export async function prepare(
  candidate: Candidate,
  atPath: ImageRecord | null,
  context: Context,
): Promise<Prepared> {
  const { engine, signal } = context;
  if (candidate.error) return { kind: "failed", candidate, error: candidate.error, record: null };
  if (atPath && isUnchanged(atPath, candidate)) {
    return { kind: "unchanged", candidate, id: atPath.id };
  }
  let bytes: Uint8Array;
  try {
    bytes = await read(candidate, context);
  } catch (error) {
    return { kind: "failed", candidate, error: pictureError(error), record: null };
  }
  const hash = contentHash(bytes);
  const [known] = await engine.metadata.findByHash([hash], { signal });
  if (known?.status === "indexed") return { kind: "known", candidate, id: known.id };
  const record = newRecord(candidate, bytes, hash, keptOriginal(candidate, context));
  try {
    const { vector, thumbnail, tags, ...facts } = await examinePicture(engine, bytes, signal);
    Object.assign(record, facts);
    record.tags.push(...(tags ?? []));
    const original = record.original === "copy" ? bytes : null;
    return {
      kind: "new",
      candidate,
      record,
      vector,
      thumbnail,
      original,
      tagsFollow: tags === null,
    };
  } catch (error) {
    const failure = pictureError(error);
    const failed: ImageRecord = { ...record, status: "failed", failure: failure.message };
    return { kind: "failed", candidate, error: failure, record: failed };
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
  const source = sourceOf(candidate);
  return {
    id: imageId(hash),
    filename: candidate.filename ?? filenameOf(candidate.metadata.sourceUrl) ?? hash.slice(0, 12),
    originalUrl: source?.url ?? null,
    sourceDomain: source?.domain ?? null,
    fileSize: bytes.length,
    width: 0,
    height: 0,
    mimeType: "application/octet-stream",
    contentHash: hash,
    fingerprint: null,
    pixelHash: null,
    signature: null,
    title: candidate.metadata.title ?? null,
    attributes: candidate.metadata.attributes ?? {},
    original,
    status: "pending",
    failure: null,
    createdAt: Date.now(),
    indexedAt: null,
    sources: source ? [source] : [],
    tags: tagsOf(candidate),
  };
}

/** The last part of a URL's path, for pictures in memory that came without a name. */
function filenameOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  return new URL(url).pathname.split("/").pop() || undefined;
}
