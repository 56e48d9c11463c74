import { setMaxListeners } from "node:events";
import { RevimgError } from "../lib/errors.js";
import type { OpenedStores } from "../open/open-stores.js";
import { taggingKey } from "../tagging/tagging-state.js";
import { compareSearches, countVectors, isAlike, Sample } from "./compare.js";
import { copyPage, mendPage } from "./copy-page.js";
import { Totals } from "./totals.js";
import type { TransferEvent, TransferOptions } from "./transfer-events.js";
import type { TransferSource } from "./transfer-source.js";

const mostSamples = 1_000;

/** Copies everything of a source into a prepared target, and compares the two. */
export async function* copyIndex(
  target: OpenedStores,
  source: TransferSource,
  { sample: sampleSize = 20, signal }: TransferOptions,
): AsyncGenerator<TransferEvent, void, undefined> {
  // Many store calls may listen for one abort. Node would warn of a leak.
  if (signal) setMaxListeners(0, signal);
  const copy = new Totals(await source.count(signal));
  const sample = new Sample(sampleSize);
  for await (const page of source.pages(signal)) {
    signal?.throwIfAborted();
    const shown = page.records.filter(({ status }) => status === "indexed");
    copy.rows += page.records.length;
    copy.shown += shown.length;
    sample.add(page);
    const ids = page.records.map(({ id }) => id);
    for (const copied of await target.writer.own(
      ids,
      (lease) => copyPage(target, source, page, lease, signal),
      { signal },
    )) {
      yield* copy.add(copied);
    }
  }
  yield { type: "checking", progress: copy.progress };
  if ((await countVectors(target, copy.expected, signal)) < copy.expected) {
    // An earlier run may have copied rows whose vectors were lost since, or are in another store.
    copy.missing = 0;
    for await (const page of source.pages(signal)) {
      signal?.throwIfAborted();
      const ids = page.records.map(({ id }) => id);
      for (const mended of await target.writer.own(
        ids,
        (lease) => mendPage(target, source, page, lease, signal),
        { signal },
      )) {
        yield* copy.add(mended);
      }
    }
  }
  // Last: until then the target takes its pictures for untagged. That costs time, but no tags.
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
