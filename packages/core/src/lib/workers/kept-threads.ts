import { availableParallelism } from "node:os";
import { WorkerClient } from "./worker-client.js";

/**
 * Milliseconds that idle threads, and a model in them, wait for the next index of this
 * process. A program that opens one index after another starts them once.
 */
export const keptMs = 5_000;

/** Idle threads of one kind that are kept. */
export const maxKept = availableParallelism();

interface KeptThread {
  client: WorkerClient;
  end: NodeJS.Timeout;
}

const kept = new Map<string, KeptThread[]>();

/** A thread that a closed index has left behind, or a new one. It has no data of its own. */
export function takeThread(name: string): WorkerClient {
  const idle = kept.get(name) ?? [];
  while (idle.length > 0) {
    const { client, end } = idle.pop()!;
    clearTimeout(end);
    if (!client.hasEnded) return client;
  }
  return new WorkerClient(name);
}

/** For a thread in which nothing runs, and which holds nothing of its index any more. */
export function leaveThread(name: string, client: WorkerClient): void {
  const idle = kept.get(name) ?? [];
  kept.set(name, idle);
  if (idle.length >= maxKept) {
    void client.terminate();
    return;
  }
  const end = setTimeout(() => {
    idle.splice(idle.indexOf(thread), 1);
    void client.terminate();
  }, keptMs).unref();
  const thread: KeptThread = { client, end };
  idle.push(thread);
}

/** Ends those of one kind that wait for an index. */
export function endKeptThreads(name: string): void {
  for (const { client, end } of kept.get(name)?.splice(0) ?? []) {
    clearTimeout(end);
    void client.terminate();
  }
}
