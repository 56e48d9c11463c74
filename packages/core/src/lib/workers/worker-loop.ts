import { parentPort } from "node:worker_threads";
import { type RevimgErrorCode, toPlainError } from "../errors.js";
import { restMs } from "./thread-end.js";
import type { WorkerAnswer, WorkerCall } from "./worker-client.js";

/** An answer of which these buffers are handed over, not copied: the thread has them no more. */
export class HandedOver {
  constructor(
    readonly result: unknown,
    readonly buffers: ArrayBuffer[],
  ) {}
}

/**
 * Answers what a `WorkerClient` calls, in the thread that this runs in.
 * @param failure the code of an error that is not revimg's own
 */
export function answerCalls<Call extends [method: string, args: unknown[]]>(
  answer: (...call: Call) => unknown,
  failure: RevimgErrorCode,
): void {
  const port = parentPort!;
  port.on("message", async ({ call, method, args }: WorkerCall) => {
    let reply: WorkerAnswer;
    let buffers: ArrayBuffer[] = [];
    try {
      const result = own[method] ? own[method]() : answer(...([method, args] as Call));
      const answered = await result;
      const isHandedOver = answered instanceof HandedOver;
      if (isHandedOver) buffers = answered.buffers;
      reply = { call, result: isHandedOver ? answered.result : answered };
    } catch (error) {
      reply = { call, error: toPlainError(error, failure) };
    }
    port.postMessage(reply, buffers);
  });
}

/** What every thread answers: that it is alive, and that it is ready to end. */
const own: Record<string, (() => unknown) | undefined> = { ping: () => {}, rest: collectGarbage };

/** Of this thread alone, where it will rest; V8 also drops what it has queued to optimise. */
async function collectGarbage(): Promise<void> {
  if (restMs === 0) return;
  const { Session } = await import("node:inspector/promises");
  const session = new Session();
  session.connect();
  await session.post("HeapProfiler.collectGarbage");
  session.disconnect();
}
