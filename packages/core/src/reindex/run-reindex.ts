import type { ReindexEvent, ReindexOptions, ReindexProgress } from "../api/reindex.js";
import { type Engine, latest } from "../engine/engine.js";
import {
  type IndexSpace,
  isSameModel,
  type Manifest,
  readManifest,
  replaceManifest,
} from "../engine/index-manifest.js";
import { RevimgError } from "../lib/errors.js";
import { type FillOptions, fillSpace } from "./fill-space.js";
import { endMove, movedManifest } from "./reindex-state.js";
import { settle } from "./settle.js";

/** An engine on the space to move to, open beside the live one. */
export interface Target {
  engine: Engine;
  space: IndexSpace;
}

export interface MoveOptions extends Pick<ReindexOptions, "thumbnails"> {
  signal: AbortSignal;
  /** Makes this process work with the target from now on. */
  adopt(target: Target): void;
}

/** How long before a pass a picture may have been dated that was written during it. */
const longestWriteMs = 10 * 60_000;

/** Passes over a collection that grows meanwhile. The last pass, with writers held, takes the rest. */
const mostPasses = 5;

/**
 * Moves an index to another model. The pictures are embedded into a space of their own
 * beside the live one; then one compare-and-set makes it the live one. A search uses the
 * one space or the other, never both. Whatever a kill interrupts, the same call finishes.
 */
export async function* runReindex(
  live: Engine,
  /** Null: the index has this model already, and what is left to do is done. */
  target: Target | null,
  { thumbnails = false, signal, adopt }: MoveOptions,
): AsyncGenerator<ReindexEvent, void, undefined> {
  const startedAt = performance.now();
  const { metadata } = live;
  const { count } = await metadata.stats({ signal });
  const totals = { done: 0, embedded: 0, fromThumbnails: 0, failed: 0 };
  let total = count.indexed;
  const progress = (): ReindexProgress => {
    total = Math.max(total, totals.done);
    return { ...totals, total, elapsedMs: performance.now() - startedAt };
  };
  const model = (target?.engine ?? live).embedder.id;
  yield { type: "started", model, progress: progress() };

  async function* pass(target: Target, options: Omit<FillOptions, "thumbnails" | "signal">) {
    let embedded = 0;
    if (options.since === undefined) totals.done = 0;
    for await (const page of fillSpace(target.engine, { ...options, thumbnails, signal })) {
      embedded += page.embedded;
      totals.done += options.since === undefined ? page.done : page.embedded;
      totals.embedded += page.embedded;
      totals.fromThumbnails += page.fromThumbnails;
      totals.failed += page.failures.length;
      for (const failure of page.failures) {
        yield { type: "failed" as const, ...failure, progress: progress() };
      }
      yield { type: "embedded" as const, progress: progress() };
    }
    return embedded;
  }

  if (!target) totals.done = count.indexed;
  else if (!(await isLive(target))) {
    let passBegan = Date.now();
    for (let passes = 0; passes < mostPasses; passes++) {
      passBegan = Date.now();
      const embedded: number = yield* pass(target, {});
      if (totals.failed > 0) {
        yield { type: "finished", isSwitched: false, progress: progress() };
        return;
      }
      if (passes > 0 && embedded === 0) break;
    }
    // Writers of this process wait here, so that no picture misses the move. What another
    // process writes at this moment, `settle` finds.
    const failures: ReindexEvent[] = [];
    await live.writer.run(async () => {
      for await (const event of pass(target, { since: passBegan - longestWriteMs })) {
        if (event.type === "failed") failures.push(event);
      }
      if (failures.length > 0) return;
      await moveTo(target);
      adopt(target);
    });
    yield* failures;
    if (failures.length > 0) {
      yield { type: "finished", isSwitched: false, progress: progress() };
      return;
    }
    yield { type: "switched", model, progress: progress() };
  }
  // A process that was killed after the switch left this undone.
  for await (const event of settle(latest(live), { thumbnails, signal })) {
    yield { ...event, progress: progress() };
  }
  await endMove(metadata);
  yield { type: "finished", isSwitched: true, progress: progress() };
}

async function isLive({ engine, space }: Target): Promise<boolean> {
  return (await readManifest(engine.metadata))?.space === space.space;
}

/** One compare-and-set. Another process may have made the same move a moment before. */
async function moveTo({ engine, space }: Target): Promise<void> {
  const { metadata } = engine;
  const from = (await readManifest(metadata)) as Manifest;
  if (from.space === space.space) return;
  if (await replaceManifest(metadata, from, movedManifest(from, space))) return;
  const now = (await readManifest(metadata)) as Manifest;
  if (isSameModel(now.model, space.model)) return;
  throw new RevimgError(
    "index_mismatch",
    "Another process moved this index to another model meanwhile. Look at revimg stats, then run the command again if it is still wanted.",
  );
}
