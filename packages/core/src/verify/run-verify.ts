import { setMaxListeners } from "node:events";
import type {
  VerifyEvent,
  VerifyOptions,
  VerifyProblemKind,
  VerifyProgress,
} from "../api/verify-events.js";
import type { Engine } from "../engine/engine.js";
import { checkRows } from "./check-rows.js";
import { findBlobOrphans, findVectorOrphans } from "./find-orphans.js";

/**
 * The checks of `Revimg.verify`, one after the other: rows against vectors and blobs,
 * then vectors and blobs against rows. They go a page at a time, so memory does not
 * grow with the collection.
 */
export async function* runVerify(
  engine: Engine,
  { repair = false, bytes = false, signal }: VerifyOptions,
): AsyncGenerator<VerifyEvent, void, undefined> {
  // Many store calls may listen for one abort. Node would warn of a leak.
  if (signal) setMaxListeners(0, signal);
  const progress: VerifyProgress = { rows: 0, vectors: 0, blobs: 0 };
  const problems: Record<VerifyProblemKind, number> = {
    unfinished: 0,
    vector_missing: 0,
    thumbnail_missing: 0,
    original_missing: 0,
    thumbnail_damaged: 0,
    original_damaged: 0,
    signature_missing: 0,
    file_changed: 0,
    vector_orphan: 0,
    blob_orphan: 0,
  };
  const checks = [
    checkRows(engine, { repair, bytes }, signal),
    findVectorOrphans(engine, repair, signal),
    findBlobOrphans(engine, repair, signal),
  ];
  for (const check of checks) {
    for await (const page of check) {
      signal?.throwIfAborted();
      progress.rows += page.counted.rows ?? 0;
      progress.vectors += page.counted.vectors ?? 0;
      progress.blobs += page.counted.blobs ?? 0;
      for (const problem of page.problems) {
        problems[problem.kind]++;
        yield { type: "problem", problem, progress: { ...progress } };
      }
      yield { type: "checked", progress: { ...progress } };
    }
  }
  yield { type: "finished", progress: { ...progress }, problems };
}
