import { setMaxListeners } from "node:events";
import { RevimgError } from "../errors.js";
import type { OpenedStores } from "../open-stores.js";
import { taggingKey } from "../tagging/tagging-state.js";
import { compareSearches, countVectors, isAlike, Sample } from "./compare.js";
import { type CopiedPage, copyPage, mendPage } from "./copy-page.js";
import type { TransferEvent, TransferOptions, TransferProgress } from "./transfer-events.js";
import type { TransferSource } from "./transfer-source.js";

const mostSamples = 1_000;

/** Copies everything of a source into a target that was prepared for it, and compares the two. */
export async function* copyIndex(
  target: OpenedStores,
  source: TransferSource,
  { sample: sampleSize = 20, signal }: TransferOptions,
): AsyncGenerator<TransferEvent, void, undefined> {
  // Many calls of a store at once may listen for an abort; Node would warn of a leak.
  if (signal) setMaxListeners(0, signal);
  const copy = new Copy(await source.count(signal));
  const sample = new Sample(sampleSize);
  for await (const page of source.pages(signal)) {
    signal?.throwIfAborted();
    const shown = page.records.filter(({ status }) => status === "indexed");
    copy.rows += page.records.length;
    copy.shown += shown.length;
    sample.add(page);
    yield* copy.add(await target.writer.run(() => copyPage(target, source, page, signal)));
  }
  yield { type: "checking", progress: copy.progress };
  if ((await countVectors(target, copy.expected, signal)) < copy.expected) {
    // Rows of an earlier run whose vectors were lost since, or are in another store.
    copy.missing = 0;
    for await (const page of source.pages(signal)) {
      signal?.throwIfAborted();
      yield* copy.add(await target.writer.run(() => mendPage(target, source, page, signal)));
    }
  }
  // Last: until then the target's pictures are taken for untagged, which costs time and no tags.
  const { metadata } = target;
  if (source.tagging !== null) await metadata.setMeta(taggingKey, source.tagging, { signal });
  const { count } = await metadata.stats({ signal });
  const rows = { source: copy.rows, target: count.indexed + count.failed + count.pending };
  const vectors = {
    source: copy.expected,
    target: await countVectors(target, copy.expected, signal),
  };
  const searches = await compareSearches(source, target, sample, signal);
  const matches =
    rows.source === rows.target && vectors.source === vectors.target && isAlike(searches);
  const report = { rows, vectors, searches, matches };
  yield { type: "finished", progress: copy.progress, problems: copy.problems, report };
}

export function checkSample({ sample = 0 }: TransferOptions): void {
  if (Number.isInteger(sample) && sample >= 0 && sample <= mostSamples) return;
  throw new RevimgError(
    "invalid_input",
    `sample must be a whole number from 0 to ${mostSamples}, not ${sample}.`,
  );
}

/** The running totals. */
class Copy {
  /** Rows and, of these, those that searches show, that have gone by. */
  rows = 0;
  shown = 0;
  /** Pictures that have no vector in the source either. */
  missing = 0;
  problems = 0;
  readonly #totals = { copied: 0, unchanged: 0, blobs: 0, bytes: 0 };
  readonly #total: number;
  readonly #start = performance.now();

  constructor(total: number) {
    this.#total = total;
  }

  get expected(): number {
    return this.shown - this.missing;
  }

  get progress(): TransferProgress {
    const { copied, unchanged } = this.#totals;
    const done = copied + unchanged;
    const elapsedMs = performance.now() - this.#start;
    return { done, total: Math.max(this.#total, done), ...this.#totals, elapsedMs };
  }

  *add({ problems, ...counted }: Partial<CopiedPage> & Pick<CopiedPage, "problems">) {
    for (const name of ["copied", "unchanged", "blobs", "bytes"] as const) {
      this.#totals[name] += counted[name] ?? 0;
    }
    this.problems += problems.length;
    this.missing += problems.filter(({ kind }) => kind === "vector_missing").length;
    const { progress } = this;
    for (const problem of problems) yield { type: "problem", problem, progress } as const;
    yield { type: "copied", progress } as const;
  }
}
