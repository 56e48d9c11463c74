import type { ReindexEvent } from "../api/reindex.js";
import type { Engine } from "../engine/engine.js";
import { TaggingRun } from "../indexing/tagging-run.js";
import type { RevimgError } from "../lib/errors.js";
import { markTagged, readState } from "../tagging/tagging-state.js";
import { findVectorOrphans } from "../verify/find-orphans.js";
import { fillSpace } from "./fill-space.js";
import { applyTags } from "./waiting-tags.js";

type WithoutProgress<Event> = Event extends unknown ? Omit<Event, "progress"> : never;
type SettleEvent = WithoutProgress<Extract<ReindexEvent, { type: "tagging" | "warning" }>>;

interface SettleOptions {
  thumbnails: boolean;
  signal: AbortSignal;
}

/**
 * What is left to do once an index has moved: pictures that another process wrote into
 * the old space at that moment, vectors of pictures that were removed meanwhile, and the
 * new model's tags. Each part can be repeated.
 */
export async function* settle(
  engine: Engine,
  { thumbnails, signal }: SettleOptions,
): AsyncGenerator<SettleEvent> {
  for await (const { failures } of fillSpace(engine, { thumbnails, signal })) {
    for (const { name, error } of failures) yield { type: "warning", name, error };
  }
  for await (const _ of findVectorOrphans(engine, true, signal)) signal.throwIfAborted();
  if (engine.tagging) {
    yield* tagFromVocabulary(engine, engine.tagging, signal);
    return;
  }
  for await (const step of applyTags(engine, signal)) {
    yield { type: "tagging", step: "pictures", ...step };
  }
  await forgetVocabulary(engine);
}

async function* tagFromVocabulary(
  engine: Engine,
  tagging: NonNullable<Engine["tagging"]>,
  signal: AbortSignal,
): AsyncGenerator<SettleEvent> {
  const warnings: { name: string; error: RevimgError }[] = [];
  const warn = (name: string, error: RevimgError) => void warnings.push({ name, error });
  const run = new TaggingRun(engine, tagging, { signal, warn });
  for await (const step of run.finish()) yield { type: "tagging", ...step };
  for (const warning of warnings) yield { type: "warning", ...warning };
}

/** The pictures have another model's tags now: those of the vocabulary would have to be made anew. */
async function forgetVocabulary({ metadata }: Engine): Promise<void> {
  const stored = await readState(metadata);
  if (stored.state) await markTagged(metadata, stored, { labels: null, untagged: null });
}
