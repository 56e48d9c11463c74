import { setMaxListeners } from "node:events";
import { availableParallelism } from "node:os";
import type { IndexEvent, IndexFailure, IndexOptions, IndexSource } from "../api/indexing.js";
import { type Engine, latest } from "../engine/engine.js";
import { requireCurrent } from "../engine/require-current.js";
import type { RevimgError } from "../lib/errors.js";
import { traced } from "../lib/tracing.js";
import type { ImageRecord } from "../stores/image-record.js";
import { buffered, grouped, mapBounded } from "./async-queues.js";
import { Budget } from "./budget.js";
import type { Candidate } from "./candidate.js";
import { candidatesOf } from "./candidates.js";
import { Departures } from "./departures.js";
import { readDownloadOptions } from "./downloads/download-options.js";
import { Downloader } from "./downloads/downloader.js";
import { knownPlaces } from "./known-places.js";
import { MissingPlaces } from "./missing-places.js";
import { type Context, type Prepared, prepare } from "./prepare.js";
import { prune } from "./prune.js";
import { TaggingRun } from "./tagging-run.js";
import { Tally } from "./tally.js";
import { type Written, writeBatch } from "./write-batch.js";

/** Pictures read, decoded and embedded at once; enough to keep decoders and model busy. */
const parallelPictures = Math.min(16, 4 * availableParallelism());

/**
 * Memory for pictures being decoded, in bytes; and how many decoded bytes a byte of a
 * file counts for. Photographs unpack to about ten times their size.
 */
const decodeBudget = 512 * 1024 * 1024;
const unpackedPerByte = 10;

/** Pictures written together. */
const batchSize = 32;

/** How long a batch waits for more pictures from a slow source. */
const maxWaitMs = 500;

/** The pipeline of `Revimg.index`: list, look up, fetch, prepare, write; bounded between every two stages. */
export async function* runIndex(
  engine: Engine,
  source: IndexSource,
  {
    originals,
    prune: pruning = false,
    downloads = {},
    retrySetAside = false,
    signal: stop,
  }: IndexOptions,
): AsyncGenerator<IndexEvent, void, undefined> {
  // Aborted when the run ends, in whatever way: a stage may be waiting for the source.
  const leaving = new AbortController();
  const signal = stop ? AbortSignal.any([stop, leaving.signal]) : leaving.signal;
  // Many calls at once may listen for an abort; Node would warn of a leak.
  setMaxListeners(0, signal);
  const tally = new Tally();
  const warnings: { name: string; error: RevimgError }[] = [];
  const failures: IndexFailure[] = [];
  const warn = (name: string, error: RevimgError) => void warnings.push({ name, error });
  const departures = new Departures();
  const candidates = candidatesOf(source, {
    signal,
    warn,
    walks: (folder) => departures.covers(folder),
    listed: () => tally.pass("listed"),
    counted: (total) => tally.setTotal(total),
  });
  const taggingOf = (engine: Engine) =>
    engine.tagging && new TaggingRun(engine, engine.tagging, { signal, warn });
  const tagging = taggingOf(engine);
  const context: Context = {
    engine,
    originals,
    places: new MissingPlaces(),
    retriesSetAside: retrySetAside,
    signal,
  };
  const budget = new Budget(decodeBudget);
  const prepareWithin = (candidate: Candidate, known: ImageRecord[]) => {
    const bytes = candidate.file?.size ?? candidate.bytes?.length ?? 0;
    return budget.use(bytes * unpackedPerByte, () => prepare(candidate, known, context));
  };
  const fetching = readDownloadOptions(downloads);
  const downloader = new Downloader(engine, fetching, signal);
  const complete = mapBounded(
    withKnown(engine, candidates),
    fetching.concurrency,
    ([candidate, known]) => {
      tally.pass("begun");
      return downloader.complete(candidate, known).then((whole) => [whole, known] as const, leave);
    },
  );
  const prepared = mapBounded(complete, parallelPictures, async ([candidate, known]) => {
    const ready = await prepareWithin(candidate, [...known]).catch(leave);
    tally.pass("prepared");
    return ready;
  });
  try {
    yield { type: "started", progress: tally.progress() };
    await tagging?.begin();
    const batches = grouped(buffered(prepared, batchSize), { size: batchSize, maxWaitMs });
    for await (const batch of batches) {
      let isTaken = false;
      try {
        // The source may have ended long before its last pictures are written.
        stop?.throwIfAborted();
        const outcome = await write(batch);
        if (batch.some((item) => item.kind === "new" && item.tagsFollow)) tagging?.want();
        yield* takeWarnings();
        for (const [i, item] of batch.entries()) {
          const event = report(item, outcome[i]!);
          const toldAt = performance.now();
          yield event;
          tally.paused(performance.now() - toldAt);
        }
        isTaken = true;
      } finally {
        if (!isTaken) leaving.abort();
      }
    }
    await departures.settle(latest(engine), signal);
    if (pruning) {
      for await (const step of prune(latest(engine), departures, {
        isForced: pruning === "force",
        signal,
      })) {
        yield { ...step, progress: tally.progress() };
      }
    }
    yield* takeWarnings();
    tally.setTotal(tally.progress().done);
    const last = latest(engine) === engine ? tagging : taggingOf(latest(engine));
    if (last) await requireCurrent(latest(engine));
    for await (const step of last?.finish() ?? []) {
      yield { type: "tagging", ...step, progress: tally.progress() };
    }
    yield* takeWarnings();
    yield { type: "finished", progress: tally.progress(), failures };
  } finally {
    leaving.abort();
  }

  /** Ends the stages that wait for the source: the failure of another one ends the run. */
  function leave(error: unknown): never {
    leaving.abort(error);
    throw error;
  }

  /** Each candidate with the pictures that the index knows at its place, looked up many at once. */
  async function* withKnown(
    engine: Engine,
    candidates: AsyncIterable<Candidate>,
  ): AsyncGenerator<[Candidate, ImageRecord[]]> {
    for await (const group of grouped(candidates, { size: 128, maxWaitMs })) {
      const known = await knownPlaces(engine, group).catch(leave);
      for (const [i, candidate] of group.entries()) yield [candidate, known[i]!];
    }
  }

  /** Writes a batch. A picture that another call removed since it was prepared is prepared again. */
  async function write(batch: Prepared[]): Promise<Written[]> {
    const outcome: Written[] = [];
    for (let left = batch.map((_, i) => i); left.length > 0; ) {
      const part = left.map((i) => batch[i]!);
      const written = await traced("index", { count: part.length }, () =>
        writeBatch(context.engine, part, departures, stop),
      );
      for (const [n, i] of left.entries()) if (written[n]) outcome[i] = written[n];
      left = left.filter((i) => !outcome[i]);
      // The index may have moved to another model.
      context.engine = latest(engine);
      for (const i of left) batch[i] = await prepareAgain(batch[i]!.candidate);
    }
    return outcome;
  }

  /** A picture that was still at its address when it was asked for is fetched after all. */
  async function prepareAgain(candidate: Candidate): Promise<Prepared> {
    const fresh = { ...candidate, stillAtUrl: undefined };
    return prepareWithin(await downloader.complete(fresh, []), []);
  }

  function* takeWarnings(): Generator<IndexEvent> {
    for (const warning of warnings.splice(0)) {
      yield { type: "warning", ...warning, progress: tally.progress() };
    }
  }

  function report(item: Prepared, outcome: Written): IndexEvent {
    const { name, file, bytes } = item.candidate;
    tally.count(outcome, bytes?.length ?? file?.size ?? 0);
    const progress = tally.progress();
    if (item.kind === "failed") {
      const { error } = item;
      failures.push({ name, code: error.code, reason: error.message });
      return { type: "failed", name, error, progress };
    }
    const id = item.kind === "new" ? item.record.id : item.id;
    return { type: outcome as "added" | "updated" | "unchanged", id, name, progress };
  }
}
