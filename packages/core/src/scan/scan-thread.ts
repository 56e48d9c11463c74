import { receiveMessageOnPort, workerData } from "node:worker_threads";
import {
  firstStateWord,
  type HelperAnswer,
  type HelperData,
  type HelperRequest,
  helperState,
  nextUnitWord,
} from "./helper-protocol.js";
import { scanUnits } from "./scan-units.js";
import { Segment } from "./segment.js";
import { TopCandidates } from "./top-candidates.js";

/** A helper of the vector search: sleeps until a job is offered, scans, answers. */
const { port, control, thread, layout } = workerData as HelperData;
const stateWord = firstStateWord + thread - 1;
const segments: Segment[] = [];
/** Shorter than the rest of the thread that it helps, which ends together with its helpers. */
const restMs = 100;

function moveState(from: number, to: number): boolean {
  const moved = Atomics.compareExchange(control, stateWord, from, to) === from;
  if (moved) Atomics.notify(control, stateWord);
  return moved;
}

function receiveAll(): HelperRequest & { kind: "job" } {
  let job: (HelperRequest & { kind: "job" }) | undefined;
  for (;;) {
    const received = receiveMessageOnPort(port) as { message: HelperRequest } | undefined;
    if (received === undefined) break;
    if (received.message.kind === "job") job = received.message;
    else segments.push(new Segment(layout, received.message.memory));
  }
  if (job === undefined) throw new Error("A job was offered but none was sent.");
  return job;
}

function runJob(): void {
  const { slotEnd, capacity } = receiveAll();
  const top = new TopCandidates(capacity);
  const takeUnit = () => Atomics.add(control, nextUnitWord, 1);
  const unitsScanned = scanUnits(segments, layout, slotEnd, takeUnit, top, thread);
  port.postMessage({ ...top.takeSorted(), unitsScanned } satisfies HelperAnswer);
}

moveState(helperState.starting, helperState.ready);
while (Atomics.load(control, stateWord) !== helperState.closed) {
  if (moveState(helperState.offered, helperState.running)) {
    let outcome: number = helperState.failed;
    try {
      runJob();
      outcome = helperState.ready;
    } finally {
      moveState(helperState.running, outcome);
    }
  }
  Atomics.wait(control, stateWord, helperState.ready);
}
// It ends as other threads do, not while V8 still optimises it; see WorkerClient.
Atomics.wait(control, stateWord, helperState.closed, restMs);
