import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { PictureSet } from "./lib/pictures.js";
import type { BatchSizes } from "./lib/work-limit.js";

/** What the server's process can be asked. */
export interface ServerMethods {
  /** Indexes the pictures, puts `rows` pictures without files beside them, and listens. */
  start(dataDirectory: string, set: PictureSet, rows: number): Promise<{ url: string }>;
  /** The searches of the clients without HTTP; `from` numbers the first picture. */
  searchDirectly(
    from: number,
    count: number,
    simultaneous: number,
  ): Promise<{ cpuMs: number; wallMs: number; batches: BatchSizes }>;
  /** CPU milliseconds of a search by vector, one after the other. */
  searchByVector(): Promise<{ cpuMs: number }>;
  usage(): Promise<{ cpuMs: number }>;
  /** Resident memory after a garbage collection. */
  rss(): Promise<{ bytes: number }>;
  /** Starts to watch the event loop. */
  watchLoop(): Promise<void>;
  /** Stops; the delay of the event loop meanwhile, beyond the sampling interval. */
  loopDelay(): Promise<{ p99Ms: number; maxMs: number; samples: number }>;
  stop(): Promise<void>;
}

export interface ServerProcess {
  methods: ServerMethods;
  /** Ends the process, whatever state it is in. */
  kill(): void;
}

type Answer = { call: number } & ({ result: unknown } | { failure: string });

export function startServerProcess(): ServerProcess {
  const child: ChildProcess = fork(fileURLToPath(new URL("./server-process.js", import.meta.url)), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  child.on("message", (answer: Answer) => {
    const { resolve, reject } = waiting.get(answer.call) ?? {};
    waiting.delete(answer.call);
    if ("failure" in answer) reject?.(new Error(`The server's process: ${answer.failure}`));
    else resolve?.(answer.result);
  });
  child.on("exit", (code) => {
    for (const { reject } of waiting.values()) {
      reject(new Error(`The server's process ended with code ${code}.`));
    }
  });

  let calls = 0;
  const call = (method: string, args: unknown[]) =>
    new Promise((resolve, reject) => {
      const number = ++calls;
      waiting.set(number, { resolve, reject });
      child.send({ call: number, method, args });
    });
  const methods = new Proxy({} as ServerMethods, {
    get:
      (_target, method) =>
      (...args: unknown[]) =>
        call(String(method), args),
  });
  return { methods, kill: () => child.kill() };
}
