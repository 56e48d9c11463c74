import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from "node:worker_threads";
import { workerUrl } from "../lib/workers/worker-url.js";
import {
  firstStateWord,
  type HelperAnswer,
  type HelperData,
  type HelperRequest,
  helperState,
  nextUnitWord,
} from "./helper-protocol.js";
import type { Segment, SegmentLayout } from "./segment.js";
import type { TopCandidates } from "./top-candidates.js";

/** A helper that is silent for longer is given up. A unit takes well below a millisecond. */
const silenceMs = 10_000;

/**
 * Threads that share the scan of one index with the thread that searches.
 *
 * The caller scans units itself and never depends on a helper. A helper that is still
 * starting is left out. A helper that has not begun when the caller is done is called
 * off. If a helper fails or falls silent, {@link finish} says so.
 */
export class ScanHelpers {
  readonly #control: Int32Array;
  readonly #ports: MessagePort[] = [];
  readonly #offered = new Set<number>();
  #segmentsSent = 0;

  constructor(count: number, layout: SegmentLayout) {
    this.#control = new Int32Array(new SharedArrayBuffer(4 * (firstStateWord + count)));
    for (let helper = 0; helper < count; helper++) {
      const { port1, port2 } = new MessageChannel();
      const data: HelperData = { port: port2, control: this.#control, thread: helper + 1, layout };
      const worker = new Worker(workerUrl("scan-thread"), {
        workerData: data,
        transferList: [port2],
      });
      worker.on("error", () => this.#drop(helper));
      worker.unref();
      this.#ports.push(port1);
    }
  }

  /** How many helpers can take part in a search now. */
  get ready(): number {
    return this.#ports.filter((_, helper) => this.#state(helper) === helperState.ready).length;
  }

  /** Offers a search to every helper that is ready. The query is already in the segments. */
  start(segments: readonly Segment[], slotEnd: number, capacity: number): void {
    for (; this.#segmentsSent < segments.length; this.#segmentsSent++) {
      this.#postAll({ kind: "segment", memory: segments[this.#segmentsSent]!.memory });
    }
    Atomics.store(this.#control, nextUnitWord, 0);
    for (let helper = 0; helper < this.#ports.length; helper++) {
      if (this.#state(helper) !== helperState.ready) continue;
      this.#post(helper, { kind: "job", slotEnd, capacity });
      if (this.#move(helper, helperState.ready, helperState.offered)) this.#offered.add(helper);
    }
  }

  /** The next unit of the search under way. */
  takeUnit(): number {
    return Atomics.add(this.#control, nextUnitWord, 1);
  }

  /**
   * Waits for the helpers and adds what they found.
   * @returns the units that helpers scanned, or `undefined` if one was lost: units may be
   * missing, the search has to be done again without helpers, and these are to be closed.
   */
  finish(top: TopCandidates): number | undefined {
    let units: number | undefined = 0;
    for (const helper of this.#offered) {
      if (this.#move(helper, helperState.offered, helperState.ready)) continue;
      Atomics.wait(this.#control, firstStateWord + helper, helperState.running, silenceMs);
      const answer =
        this.#state(helper) === helperState.ready ? this.#receive(helper) : this.#drop(helper);
      if (answer === undefined) units = undefined;
      if (answer === undefined || units === undefined) continue;
      units += answer.unitsScanned;
      answer.slots.forEach((slot, i) => {
        top.offer(answer.scores[i]!, slot);
      });
    }
    this.#offered.clear();
    return units;
  }

  close(): void {
    for (let helper = 0; helper < this.#ports.length; helper++) this.#drop(helper);
  }

  #state(helper: number): number {
    return Atomics.load(this.#control, firstStateWord + helper);
  }

  #move(helper: number, from: number, to: number): boolean {
    const word = firstStateWord + helper;
    if (Atomics.compareExchange(this.#control, word, from, to) !== from) return false;
    Atomics.notify(this.#control, word);
    return true;
  }

  #drop(helper: number): undefined {
    Atomics.store(this.#control, firstStateWord + helper, helperState.closed);
    Atomics.notify(this.#control, firstStateWord + helper);
    this.#ports[helper]!.close();
  }

  #post(helper: number, request: HelperRequest): void {
    this.#ports[helper]!.postMessage(request);
  }

  #postAll(request: HelperRequest): void {
    for (let helper = 0; helper < this.#ports.length; helper++) this.#post(helper, request);
  }

  #receive(helper: number): HelperAnswer | undefined {
    return receiveMessageOnPort(this.#ports[helper]!)?.message as HelperAnswer | undefined;
  }
}
