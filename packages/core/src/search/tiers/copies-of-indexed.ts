import type { Engine } from "../../engine/engine.js";
import type { ImageRecord } from "../../stores/image-record.js";
import { type Copies, findCopies } from "./find-copies.js";
import { indexedEvidence } from "./indexed-evidence.js";

/** Candidates of one look: no more are compared place by place for one query. */
const lookedAtOnce = 12;

/** Which of some indexed pictures are copies of another one. Rejects with the signal's reason. */
export async function copiesOfIndexed(
  engine: Engine,
  record: ImageRecord,
  candidates: readonly ImageRecord[],
  signal: AbortSignal | undefined,
): Promise<Copies> {
  const all: Copies = { verdicts: new Map(), isWhole: true };
  if (candidates.length === 0) return all;
  const evidence = await indexedEvidence(engine, record, signal);
  for (let start = 0; start < candidates.length; start += lookedAtOnce) {
    const part = candidates.slice(start, start + lookedAtOnce);
    const { verdicts, isWhole } = await findCopies(engine, evidence, part, signal);
    for (const [id, verdict] of verdicts) all.verdicts.set(id, verdict);
    all.isWhole &&= isWhole;
  }
  return all;
}
