import { isDenied } from "../../collection/copy-marks.js";
import type { Engine } from "../../engine/engine.js";
import { preparedInput } from "../../inference/embedder.js";
import { copyOfCell } from "../../pictures/views/copy-of-cell.js";
import type { ViewPicture } from "../../pictures/views/read-views.js";
import { matchesFilter } from "../../stores/filter.js";
import type { ImageRecord } from "../../stores/image-record.js";
import type { PageOptions } from "../find-page.js";
import type { QuerySource } from "../query-source.js";
import { findCopies, type Verdict } from "./find-copies.js";
import type { QueryEvidence } from "./query-evidence.js";

/** Pictures nearest to each view whose features are looked at. */
const mostOfView = 30;

/** Pictures nearest to the query picture itself: of one that shows a small part, copies are far. */
const mostOfWhole = 400;

/** Pictures of one look: see `findCopies`. */
const atOnce = 100;

/** Views that are looked for at once. */
const parallelViews = 4;

interface FoundByView {
  record: ImageRecord;
  verdict: Verdict;
}

export interface CopiesByViews {
  /** By id. */
  found: Map<string, FoundByView>;
  /** As of `Copies`. */
  isWhole: boolean;
}

interface Asked {
  source: QuerySource;
  vector: Float32Array;
  evidence: QueryEvidence;
}

/**
 * Copies that a query picture's own vector does not lead to: of pictures that it shows
 * turned or in one of several cells, and of pictures of which it shows a small part.
 * Each view of the query is embedded and looked for by itself.
 */
export async function findByViews(
  engine: Engine,
  { source, vector, evidence }: Asked,
  options: Pick<PageOptions, "filter" | "excluded" | "signal">,
): Promise<CopiesByViews> {
  const { signal } = options;
  const answer: CopiesByViews = { found: new Map(), isWhole: true };
  const take = (record: ImageRecord, verdict: Verdict) => {
    const before = answer.found.get(record.id);
    if (!before || shares(verdict) > shares(before.verdict)) {
      answer.found.set(record.id, { record, verdict });
    }
  };
  const { views, asPart } = await engine.pictures.readViews(source.bytes, source.region, signal);
  const near = await recordsNear(engine, vector, mostOfWhole, options);
  for (let start = 0; start < near.length; start += atOnce) {
    const records = near.slice(start, start + atOnce);
    for (const look of [evidence.look, asPart]) {
      const { verdicts, isWhole } = await findCopies(
        engine,
        { ...evidence, look: look && { ...look, part: "all" } },
        records,
        signal,
      );
      answer.isWhole &&= isWhole;
      for (const record of records) {
        const verdict = verdicts.get(record.id);
        if (verdict) take(record, verdict);
      }
    }
  }
  const look = async ({ view, look, modelInput }: ViewPicture) => {
    const input = preparedInput(modelInput, engine.embedder.input);
    const embedded = await engine.embedder.embed(input, { priority: "query", signal });
    const near = await recordsNear(engine, embedded.vector, mostOfView, options);
    // A view has no hash by which `findCopies` would know them.
    const records = near.filter((record) => !isDenied(record, evidence.contentHash));
    const asked: QueryEvidence = {
      ...{ ...evidence, contentHash: null, pixelHash: null, fingerprint: null },
      look: { ...look, part: "all" },
    };
    const { verdicts, isWhole } = await findCopies(engine, asked, records, signal);
    answer.isWhole &&= isWhole;
    for (const record of records) {
      const evidenceOfView = verdicts.get(record.id)?.evidence;
      if (!evidenceOfView) continue;
      const isCell = view.degrees === 0;
      const copy = isCell ? copyOfCell(evidenceOfView, view, evidence) : evidenceOfView;
      take(record, { tier: "edited", evidence: { ...copy, by: "details" } });
    }
  };
  for (let start = 0; start < views.length; start += parallelViews) {
    await Promise.all(views.slice(start, start + parallelViews).map(look));
  }
  return answer;
}

/** How much of both pictures a copy has in common. */
function shares({ tier, evidence }: Verdict): number {
  return tier === "exact" ? 2 : evidence!.overlap * evidence!.queryOverlap;
}

/** The visible pictures among the nearest to a vector. */
async function recordsNear(
  { vectors, metadata }: Engine,
  vector: Float32Array,
  most: number,
  { filter, excluded, signal }: Pick<PageOptions, "filter" | "excluded" | "signal">,
): Promise<ImageRecord[]> {
  const topK = Math.min(most, vectors.capabilities.maxTopK);
  const hits = await vectors.query({ vector, topK, signal });
  const ids = hits.map(({ id }) => id).filter((id) => !excluded.has(id));
  const records = await metadata.get(ids, { signatures: false, signal });
  return records.filter(
    (record) => record?.status === "indexed" && (!filter || matchesFilter(record, filter)),
  ) as ImageRecord[];
}
