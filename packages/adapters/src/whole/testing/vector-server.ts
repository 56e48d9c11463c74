import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { RevimgError, type VectorStore } from "@revimg/core";

const file = fileURLToPath(new URL("../programs/vector-server.mjs", import.meta.url));

interface Call {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** A vector database in another process, which can be killed, and the store that asks it. */
export interface VectorServer {
  store: VectorStore;
  pid(): number;
  /** With SIGKILL. */
  kill(): Promise<void>;
  restart(): Promise<void>;
}

/** Starts one that keeps its vectors in `folder`. */
export async function startVectorServer(folder: string): Promise<VectorServer> {
  const calls = new Map<number, Call>();
  let numbers = 0;
  let child: ChildProcess;
  let reopen: (() => Promise<unknown>) | undefined;

  const away = () =>
    new RevimgError("store_failed", "The vector server went away.", { adapter: "vector-server" });
  const ask = <T>(method: keyof VectorStore, ...words: unknown[]): Promise<T> =>
    new Promise((resolve, reject) => {
      if (!child.connected) return reject(away());
      const number = ++numbers;
      calls.set(number, { resolve: resolve as Call["resolve"], reject });
      child.send({ number, method, words }, (error) => {
        if (error) reject(away());
      });
    });

  async function start(): Promise<void> {
    child = fork(file, [folder], { serialization: "advanced", execArgv: [] });
    child.on("exit", () => {
      for (const { reject } of calls.values()) reject(away());
      calls.clear();
    });
    await once(child, "message");
    child.on("message", (message: { number: number; value?: unknown; failure?: string }) => {
      const call = calls.get(message.number);
      calls.delete(message.number);
      if (message.failure === undefined) call?.resolve(message.value);
      else call?.reject(new Error(message.failure));
    });
    await reopen?.();
  }

  await start();
  const store: VectorStore = {
    name: "vector-server",
    capabilities: { consistency: "strong", filter: "ids", maxBatch: 500, maxTopK: 10_000 },
    async open({ space, dimension }) {
      reopen = () => ask("open", { space, dimension });
      await reopen();
    },
    upsert: (records) => ask("upsert", records),
    query: ({ vector, topK, ids }) => ask("query", { vector, topK, ...(ids && { ids }) }),
    fetch: (ids) => ask("fetch", ids),
    delete: (ids) => ask("delete", ids),
    scan: ({ after, pageSize }) => ask("scan", { after, pageSize }),
    stats: () => ask("stats"),
    drop: (space) => ask("drop", space),
    // One of its spaces at a time.
    clone: () => store,
    close: async () => void child.kill("SIGKILL"),
    [Symbol.asyncDispose]: async () => void child.kill("SIGKILL"),
  };
  return {
    store,
    pid: () => child.pid!,
    async kill() {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
    restart: start,
  };
}
