import { setImmediate } from "node:timers/promises";
import type { MatchEvidence, MatchTier } from "../../api/search-result.js";
import type { Engine } from "../../engine/engine.js";
import { hammingDistance } from "../../pictures/fingerprint.js";
import type { Looked } from "../../pictures/signature/compare-frames.js";
import { featuresToAsk } from "../../pictures/signature/features.js";
import type { Frame } from "../../pictures/signature/frame.js";
import { greyLevels } from "../../pictures/signature/grey-levels.js";
import { type Alignment, align, judgeCopy } from "../../pictures/signature/judge-copy.js";
import { readSignature } from "../../pictures/signature/signature.js";
import type { ImageRecord } from "../../stores/image-record.js";
import { type QueryEvidence, storedFrames } from "./query-evidence.js";

/** What is known about one match beside its similarity. */
export interface Verdict {
  tier: MatchTier;
  evidence: MatchEvidence | null;
}

export const similar: Verdict = { tier: "similar", evidence: null };

export interface Copies {
  /** By the id of the picture. */
  verdicts: Map<string, Verdict>;
  /** False where the blob store did not answer, so that some copies may be unknown. */
  isWhole: boolean;
}

/** Pictures of one page whose features are looked at. */
const mostAligned = 100;

/** Of them, those that may be mirrored: a mirror image is near for every model. */
const mostMirrored = 25;

/** Pictures whose thumbnails are looked at for one query, those that align best. */
const mostThumbnails = 12;

/** Thumbnails read at once. */
const parallelReads = 4;

/** Milliseconds after which other work of the process gets its turn. */
const sliceMs = 4;

/** Most bits in which the fingerprints of copies too plain for features differ. */
const mostBits = 8;

/**
 * Finds which of an index's pictures are the query picture, or copies of it.
 *
 * Hashes find the `exact` ones. For the others, the features of their signatures are
 * aligned with those of the query. If they fit, the thumbnail is compared with the
 * query place by place. Rejects with the signal's reason.
 */
export async function findCopies(
  engine: Engine,
  query: QueryEvidence,
  records: readonly ImageRecord[],
  signal: AbortSignal | undefined,
): Promise<Copies> {
  const verdicts = new Map<string, Verdict>();
  const others: ImageRecord[] = [];
  for (const record of records) {
    const exact = exactVerdict(query, record);
    if (exact) verdicts.set(record.id, exact);
    else others.push(record);
  }
  if (!query.frame || others.length === 0) return { verdicts, isWhole: !query.isPartial };
  const signed = await withSignatures(engine, others, signal);
  if (signed.length === 0) return { verdicts, isWhole: true };
  const looked = lookAt(query.frame);
  const aligned = await alignAll(query, looked, signed, signal);
  for (let start = 0; start < aligned.length; start += parallelReads) {
    const part = aligned.slice(start, start + parallelReads);
    const records = part.map(({ record }) => record);
    const frames = await storedFrames(engine, records, signal);
    if (frames === null) return { verdicts, isWhole: false };
    for (const [i, { record, alignment }] of part.entries()) {
      const frame = frames[i];
      const copy = frame && judgeCopy(lookAt(frame), looked, alignment);
      if (copy) verdicts.set(record.id, { tier: "edited", evidence: { by: "details", ...copy } });
    }
    await breathe(signal);
  }
  return { verdicts, isWhole: true };
}

/** What hashes alone tell; null when they tell nothing. */
function exactVerdict(query: QueryEvidence, record: ImageRecord): Verdict | null {
  const isSame = (a: string | null, b: string | null) => a !== null && a === b;
  const whole = { edits: [], overlap: 1, rotation: 0 };
  if (isSame(query.contentHash, record.contentHash)) {
    return { tier: "exact", evidence: { by: "bytes", ...whole } };
  }
  if (isSame(query.pixelHash, record.pixelHash)) {
    return { tier: "exact", evidence: { by: "pixels", ...whole } };
  }
  return null;
}

function lookAt(frame: Frame): Looked {
  return { frame, levels: greyLevels(frame) };
}

interface Signed {
  record: ImageRecord;
  signature: Uint8Array;
}

/** The first `mostAligned` that have a signature. */
async function withSignatures(
  { metadata }: Engine,
  records: readonly ImageRecord[],
  signal: AbortSignal | undefined,
): Promise<Signed[]> {
  const signed: Signed[] = [];
  for (let start = 0; start < records.length && signed.length < mostAligned; start += mostAligned) {
    const part = records.slice(start, start + mostAligned);
    const ids = part.map(({ id }) => id);
    for (const [i, signature] of (await metadata.signatures(ids, { signal })).entries()) {
      if (signature) signed.push({ record: part[i]!, signature });
    }
  }
  return signed.slice(0, mostAligned);
}

interface Aligned {
  record: ImageRecord;
  alignment: Alignment;
}

/** Those that align, best first. */
async function alignAll(
  query: QueryEvidence,
  { levels }: Looked,
  signed: readonly Signed[],
  signal: AbortSignal | undefined,
): Promise<Aligned[]> {
  const [asked, mirrored] = featuresToAsk(levels);
  await breathe(signal);
  const aligned: Aligned[] = [];
  let started = performance.now();
  for (const [i, { record, signature }] of signed.entries()) {
    const features = readSignature(signature);
    const fit = features && align(features, asked, i < mostMirrored ? mirrored : null);
    const alignment = fit ?? asItIs(query, record);
    if (alignment) aligned.push({ record, alignment });
    if (performance.now() - started < sliceMs) continue;
    await breathe(signal);
    started = performance.now();
  }
  return aligned.sort((a, b) => b.alignment.support - a.alignment.support).slice(0, mostThumbnails);
}

/** A picture of the same proportions and nearly the same fingerprint may lie as it is: plain pictures have few features. */
function asItIs(query: QueryEvidence, record: ImageRecord): Alignment | null {
  if (query.fingerprint === null || record.fingerprint === null) return null;
  const stretch = (query.width / query.height) * (record.height / record.width);
  if (Math.abs(stretch - 1) > 0.03) return null;
  const bits = hammingDistance(query.fingerprint, record.fingerprint);
  if (bits > mostBits) return null;
  return { placement: { a: 1, b: 0, dx: 0, dy: 0 }, isMirrored: false, support: 0 };
}

/** Of all searches of the process: one slice of one search, then all other work there is. */
let turns = Promise.resolve();

async function breathe(signal: AbortSignal | undefined): Promise<void> {
  turns = turns.then(() => setImmediate());
  await turns;
  signal?.throwIfAborted();
}
