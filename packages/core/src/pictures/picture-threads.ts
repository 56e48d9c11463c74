import { setMaxListeners } from "node:events";
import { availableParallelism } from "node:os";
import type { QueryRegion } from "../api/search-query.js";
import { isRevimgError, RevimgError } from "../lib/errors.js";
import { leaveThread, takeThread } from "../lib/workers/kept-threads.js";
import { Pace } from "../lib/workers/pace.js";
import { type Priority, RequestQueue } from "../lib/workers/request-queue.js";
import type { WorkerClient } from "../lib/workers/worker-client.js";
import { assertBytes } from "./limits.js";
import type { PictureCall } from "./picture-worker.js";
import type { IndexPicture, PictureReading, QueryLook, QueryPicture } from "./read-picture.js";
import type { PairVerdict } from "./signature/compare-pair.js";
import type {
  AlignedCandidate,
  AskedLook,
  Candidate,
  FoundCopies,
} from "./signature/find-copies.js";
import type { Frame } from "./signature/frame.js";
import type { Copy } from "./signature/judge-copy.js";
import { threadFailure } from "./thread-failure.js";
import { watchOver } from "./thread-watch.js";
import type { QueryViews } from "./views/read-views.js";

/** Pictures of each priority that may wait. */
const maxWaiting = 256;

/** Pictures under way in one thread: enough to keep all cores decoding. */
const parallelPictures = Math.max(4, availableParallelism());

type Method = PictureCall[0];

interface Request {
  kind: "picture";
  method: Method;
  /** What is sent when its turn comes, and what of it is given away. */
  send(): { args: unknown[]; transfer?: ArrayBuffer[] };
  signal: AbortSignal | undefined;
  resolve(picture: unknown): void;
  reject(reason: unknown): void;
  /** A thread ended while it worked on this picture and perhaps others. */
  isSuspect: boolean;
}

/** A place for a thread. The thread starts when it is needed. */
interface Slot {
  thread: WorkerClient | undefined;
  running: Set<Promise<void>>;
  /** Runs a suspect alone. */
  isTaken: boolean;
}

/** Threads that turn bytes into all that is known of a picture, and that compare pictures. */
export class PictureThreads {
  readonly #reading: PictureReading;
  readonly #slots: Slot[];
  readonly #queue = new RequestQueue<Request>(maxWaiting);
  readonly #suspects: Request[] = [];
  readonly #pace: Pace;
  #closing: Promise<void> | undefined;

  constructor(reading: PictureReading, threads: number) {
    this.#reading = reading;
    this.#slots = Array.from({ length: threads }, () => ({
      thread: undefined,
      running: new Set(),
      isTaken: false,
    }));
    this.#pace = new Pace(threads * parallelPictures, 1);
  }

  /**
   * As `readForIndex`, in another thread. The bytes are copied when their turn comes,
   * and must not change until then. Rejects with the signal's reason; with `overloaded`
   * (and `details.retryAfterMs`) when the queue is full; with `image_decode_failed`
   * when the thread ended, or did not answer, twice over this picture; with `disposed` after `close()`.
   */
  readForIndex(bytes: Uint8Array, signal: AbortSignal | undefined): Promise<IndexPicture> {
    return this.#read("readForIndex", bytes, [this.#reading], "bulk", signal);
  }

  /** As the function `readForModel`; otherwise as above. */
  readForModel(
    bytes: Uint8Array,
    signal: AbortSignal | undefined,
  ): Promise<{ modelInput: Uint8Array }> {
    return this.#read("readForModel", bytes, [this.#reading], "bulk", signal);
  }

  /** As `readForQuery`; comes before pictures that wait to be indexed. Otherwise as above. */
  readForQuery(
    bytes: Uint8Array,
    region: QueryRegion | undefined,
    signal: AbortSignal | undefined,
  ): Promise<QueryPicture> {
    return this.#read("readForQuery", bytes, [this.#reading, region], "query", signal);
  }

  /** As the function `readViews`; otherwise as above. */
  readViews(
    bytes: Uint8Array,
    region: QueryRegion | undefined,
    signal: AbortSignal | undefined,
  ): Promise<QueryViews> {
    return this.#read("readViews", bytes, [this.#reading, region], "query", signal);
  }

  /** As the function `readThumbnail`; otherwise as above. */
  readThumbnail(thumbnail: Uint8Array, signal: AbortSignal | undefined): Promise<QueryLook | null> {
    return this.#read("readThumbnail", thumbnail, [], "query", signal);
  }

  /** As the function `alignSignatures`; comes after queries. Otherwise as above. */
  alignSignatures(
    signature: Uint8Array,
    others: readonly (Uint8Array | null)[],
    signal: AbortSignal | undefined,
  ): Promise<boolean[]> {
    const send = () => ({ args: [signature, others] });
    return this.#submit("alignSignatures", send, "bulk", signal);
  }

  /** As `CopyFinder.find`; otherwise as above. */
  findCopies(
    query: AskedLook,
    candidates: readonly Candidate[],
    signal: AbortSignal | undefined,
  ): Promise<FoundCopies> {
    const send = () => ({ args: [query, candidates] });
    return this.#submit("findCopies", send, "query", signal);
  }

  /** As `CopyFinder.compare`; otherwise as above. */
  compareCopies(
    frame: Frame,
    aligned: readonly AlignedCandidate[],
    thumbnails: readonly Uint8Array[],
    signal: AbortSignal | undefined,
  ): Promise<Map<string, Copy>> {
    const send = () => ({ args: [frame, aligned, thumbnails] });
    return this.#submit("compareCopies", send, "query", signal);
  }

  /** As the function `comparePair`; otherwise as above. */
  comparePair(
    original: AskedLook,
    copy: AskedLook,
    isAlike: boolean,
    signal: AbortSignal | undefined,
  ): Promise<PairVerdict> {
    return this.#submit(
      "comparePair",
      () => ({ args: [original, copy, isAlike] }),
      "query",
      signal,
    );
  }

  /**
   * Rejects what waits with `disposed`, and leaves each thread to the next index as soon as
   * it is free. A second call does nothing.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const { reject } of [...this.#queue.clear(), ...this.#suspects.splice(0)]) {
      reject(closedError());
    }
    // A thread that ended inside a decoder would take the process with it, and the next
    // index wants one that is free.
    await Promise.all(this.#slots.flatMap(({ running }) => [...running]));
    for (const { thread } of this.#slots) if (thread) leaveThread("picture-worker", thread);
  }

  async #read<T>(
    method: Method,
    bytes: Uint8Array,
    rest: unknown[],
    priority: Priority,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    signal?.throwIfAborted();
    if (this.#closing) throw closedError();
    assertBytes(bytes.byteLength, this.#reading.limits);
    const send = () => {
      const copy = new Uint8Array(bytes);
      return { args: [copy, ...rest], transfer: [copy.buffer] };
    };
    return this.#submit(method, send, priority, signal);
  }

  async #submit<T>(
    method: Method,
    send: Request["send"],
    priority: Priority,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    signal?.throwIfAborted();
    if (this.#closing) throw closedError();
    this.#queue.requireRoom(priority, this.#pace.drainMs(this.#queue.before("bulk")));
    // Hundreds of pictures share one signal. That is no leak, though Node would warn of one.
    if (signal) setMaxListeners(0, signal);
    let onAbort = () => {};
    const answer = new Promise<unknown>((resolve, reject) => {
      const isSuspect = false;
      const request: Request = {
        ...{ kind: "picture", method, send, signal, resolve, reject, isSuspect },
      };
      onAbort = () => {
        this.#queue.remove(request);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#queue.add(request, priority);
    });
    this.#dispatch();
    try {
      return (await answer) as T;
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  #dispatch(): void {
    if (this.#closing) return;
    for (const slot of this.#slots) {
      for (let next = this.#nextFor(slot); next; next = this.#nextFor(slot)) {
        const running = this.#serve(slot, next).finally(() => {
          slot.running.delete(running);
          slot.isTaken = false;
          this.#dispatch();
        });
        slot.running.add(running);
      }
    }
  }

  /** A suspect runs alone: otherwise others would be lost with it again. */
  #nextFor(slot: Slot): Request | undefined {
    if (slot.isTaken || slot.running.size >= parallelPictures) return undefined;
    if (this.#suspects.length === 0) return this.#queue.take(1)[0];
    if (slot.running.size > 0) return undefined;
    slot.isTaken = true;
    return this.#suspects.shift();
  }

  async #serve(slot: Slot, request: Request): Promise<void> {
    const { method, signal, resolve, reject } = request;
    if (signal?.aborted) return;
    const startedAt = performance.now();
    slot.thread ??= takeThread("picture-worker");
    const { thread } = slot;
    const stopWatching = watchOver(thread, this.#reading.limits);
    try {
      const { args, transfer } = request.send();
      resolve(await thread.call(method, args, transfer && { transfer }));
      this.#pace.learn({ kind: request.kind, count: 1, startedAt });
    } catch (error) {
      if (!hasEnded(error)) return reject(error);
      if (slot.thread === thread) slot.thread = undefined;
      if (this.#closing) return reject(closedError());
      if (request.isSuspect) return reject(threadFailure(error));
      request.isSuspect = true;
      this.#suspects.push(request);
    } finally {
      stopWatching();
    }
  }
}

/** The thread has no store, so the code means nothing else. */
function hasEnded(error: unknown): boolean {
  return isRevimgError(error, "store_failed");
}

function closedError(): RevimgError {
  return new RevimgError("disposed", "This index was closed. Open it again with createRevimg().");
}
