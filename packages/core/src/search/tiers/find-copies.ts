import type { MatchEvidence, MatchTier } from "../../api/search-result.js";
import { isDenied } from "../../collection/copy-marks.js";
import type { Engine } from "../../engine/engine.js";
import { hammingDistance } from "../../pictures/fingerprint.js";
import type {
  AlignedCandidate,
  AskedLook,
  Candidate,
} from "../../pictures/signature/find-copies.js";
import type { Copy } from "../../pictures/signature/judge-copy.js";
import { unmoved } from "../../pictures/signature/transform.js";
import type { ImageRecord } from "../../stores/image-record.js";
import type { QueryEvidence } from "./query-evidence.js";
import { storedThumbnails } from "./stored-thumbnails.js";

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

type Shape = Pick<QueryEvidence, "fingerprint" | "width" | "height">;

type Hashes = Pick<QueryEvidence, "contentHash" | "pixelHash">;

/** Pictures of one page whose features are looked at. */
const mostAligned = 100;

/** Most bits in which the fingerprints of copies too plain for features differ. */
const mostBits = 8;

/**
 * Finds which of an index's pictures are the query picture, or copies of it.
 *
 * Hashes find the `exact` ones. For the others, the features of their signatures are
 * aligned with those of the query. If they fit, the thumbnail is compared with the
 * query place by place. A picture that a person called different is none. Rejects with
 * the signal's reason.
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
    if (isDenied(record, query.contentHash)) continue;
    const exact = exactVerdict(query, record);
    if (exact) verdicts.set(record.id, exact);
    else others.push(record);
  }
  if (!query.look || others.length === 0) return { verdicts, isWhole: !query.isPartial };
  const candidates = await candidatesOf(engine, query, others, signal);
  if (candidates.length === 0) return { verdicts, isWhole: true };
  const { copies, unknown } = await engine.pictures.findCopies(query.look, candidates, signal);
  const more = await compareUnknown(engine, query.look, unknown, signal);
  for (const { id, contentHash } of others) {
    const copy = copies.get(contentHash) ?? more?.get(contentHash);
    if (copy) verdicts.set(id, { tier: "edited", evidence: { by: "details", ...copy } });
  }
  return { verdicts, isWhole: more !== null };
}

/** What hashes alone tell; null when they tell nothing. */
export function exactVerdict(query: Hashes, record: Hashes): Verdict | null {
  if (isSame(query.contentHash, record.contentHash)) return exactBy("bytes");
  if (isSame(query.pixelHash, record.pixelHash)) return exactBy("pixels");
  return null;
}

function isSame(a: string | null, b: string | null): boolean {
  return a !== null && a === b;
}

function exactBy(by: "bytes" | "pixels"): Verdict {
  const whole = { edits: [], overlap: 1, queryOverlap: 1, rotation: 0, transform: unmoved };
  return { tier: "exact", evidence: { by, ...whole } };
}

/** The first `mostAligned` that have a signature. */
async function candidatesOf(
  { metadata }: Engine,
  query: QueryEvidence,
  records: readonly ImageRecord[],
  signal: AbortSignal | undefined,
): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (
    let start = 0;
    start < records.length && candidates.length < mostAligned;
    start += mostAligned
  ) {
    const part = records.slice(start, start + mostAligned);
    const ids = part.map(({ id }) => id);
    for (const [i, signature] of (await metadata.signatures(ids, { signal })).entries()) {
      const record = part[i]!;
      if (!signature) continue;
      const { contentHash } = record;
      candidates.push({ contentHash, signature, isAlike: isAlike(query, record) });
    }
  }
  return candidates.slice(0, mostAligned);
}

/** A picture of the same proportions and nearly the same fingerprint may lie as it is. */
export function isAlike(query: Shape, record: Shape): boolean {
  if (query.fingerprint === null || record.fingerprint === null) return false;
  const stretch = (query.width / query.height) * (record.height / record.width);
  if (Math.abs(stretch - 1) > 0.03) return false;
  return hammingDistance(query.fingerprint, record.fingerprint) <= mostBits;
}

/** The copies among those whose thumbnails have to be read; null where the blob store does not answer. */
async function compareUnknown(
  engine: Engine,
  { frame }: AskedLook,
  unknown: readonly AlignedCandidate[],
  signal: AbortSignal | undefined,
): Promise<Map<string, Copy> | null> {
  if (unknown.length === 0) return new Map();
  const hashes = unknown.map(({ contentHash }) => contentHash);
  const thumbnails = await storedThumbnails(engine, hashes, signal);
  if (thumbnails === null) return null;
  const there = unknown.filter((_, i) => thumbnails[i]);
  if (there.length === 0) return new Map();
  const bytes = thumbnails.filter((thumbnail) => thumbnail !== null);
  return engine.pictures.compareCopies(frame, there, bytes, signal);
}
