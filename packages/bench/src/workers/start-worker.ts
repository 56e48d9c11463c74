import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { WorkerMessage, WorkerProcessOptions } from "./worker-process.js";

/** A worker in a process of its own. */
export interface StartedWorker {
  /** Resolves when the index is open. */
  ready: Promise<void>;
  /** Resolves to the exit code, or the name of the signal that ended it. */
  ended: Promise<string>;
  /** Pictures that it said are done. */
  readonly done: number;
  kill(signal: "SIGKILL" | "SIGTERM"): void;
}

/** `program`: the built process. Default: beside this file. */
export function startWorker(options: WorkerProcessOptions, program?: string): StartedWorker {
  const file = program ?? fileURLToPath(new URL("./worker-process.js", import.meta.url));
  const child = fork(file, [JSON.stringify(options)], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  let done = 0;
  const ended = once(child, "exit").then(([code, signal]) => String(signal ?? code));
  const ready = new Promise<void>((resolve, reject) => {
    child.on("message", (message: WorkerMessage) => {
      if (message.type === "ready") resolve();
      else done = message.done;
    });
    void ended.then((end) => reject(new Error(`A worker ended with ${end} before it was ready.`)));
  });
  ready.catch(() => {});
  return {
    ready,
    ended,
    get done() {
      return done;
    },
    kill: (signal) => void child.kill(signal),
  };
}
