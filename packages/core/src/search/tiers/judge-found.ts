import type { Engine } from "../../engine/engine.js";
import type { ImageRecord } from "../../stores/image-record.js";
import type { Found } from "../find-page.js";
import { findCopies, similar } from "./find-copies.js";
import type { QueryEvidence } from "./query-evidence.js";
import type { TieredMatch } from "./tiered-match.js";

/** The tier of each picture that was found. Without evidence of the query all are `similar`. */
export async function judgeFound(
  engine: Engine,
  evidence: QueryEvidence | null,
  found: readonly Found[],
  signal: AbortSignal | undefined,
): Promise<{ matches: TieredMatch[]; isWhole: boolean }> {
  if (!evidence) {
    return { matches: found.map((match) => ({ ...match, ...similar })), isWhole: true };
  }
  const records = found.map(({ record }) => record);
  const { verdicts, isWhole } = await findCopies(engine, evidence, records, signal);
  const verdictOf = ({ id }: ImageRecord) => verdicts.get(id) ?? similar;
  return { matches: found.map((match) => ({ ...match, ...verdictOf(match.record) })), isWhole };
}

/** The copies among matches, the `exact` ones first. */
export function copiesOf(matches: readonly TieredMatch[]): TieredMatch[] {
  return [
    ...matches.filter(({ tier }) => tier === "exact"),
    ...matches.filter(({ tier }) => tier === "edited"),
  ];
}
