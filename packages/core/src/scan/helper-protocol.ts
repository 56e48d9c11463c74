import type { MessagePort } from "node:worker_threads";
import type { SharedMemory } from "../lib/web-assembly.js";
import type { SegmentLayout } from "./segment.js";
import type { Candidates } from "./top-candidates.js";

/**
 * How a search thread and its helpers talk.
 *
 * Data goes by message (read synchronously with `receiveMessageOnPort`), turns go by a
 * state word each in shared memory, which the two sides wait on and change:
 *
 *   starting -> ready            by the helper, once it can work
 *   ready    -> offered          by the caller, after it posted a job
 *   offered  -> running          by the helper, or
 *   offered  -> ready            by the caller, when it finished before the helper began
 *   running  -> ready | failed   by the helper, after it posted its answer
 *   any      -> closed           by the caller; the helper ends
 */
export const helperState = {
  starting: 0,
  ready: 1,
  offered: 2,
  running: 3,
  failed: 4,
  closed: 5,
} as const;

/** Words of the shared control array: the next unit to scan, then the helpers' states. */
export const nextUnitWord = 0;
export const firstStateWord = 1;

export interface HelperData {
  readonly port: MessagePort;
  readonly control: Int32Array;
  /** 1 and up; also the number of the hit area in each segment. */
  readonly thread: number;
  readonly layout: SegmentLayout;
}

/** Caller to helper. Of several jobs only the newest counts. */
export type HelperRequest =
  | { readonly kind: "segment"; readonly memory: SharedMemory }
  | { readonly kind: "job"; readonly slotEnd: number; readonly capacity: number };

/** Helper to caller. */
export interface HelperAnswer extends Candidates {
  readonly unitsScanned: number;
}
