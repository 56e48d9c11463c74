import { setTimeout as sleep } from "node:timers/promises";
import { openIndexQueue } from "@revimg/adapters/queue";
import type { PostgresServer } from "@revimg/testing/services";
import type { Pictures } from "../kills/crime-scene.js";
import { findLost, type LostAndDoubled } from "./find-lost.js";
import { startWorker } from "./start-worker.js";
import type { WorkerIndex } from "./worker-index.js";

export interface FaultOptions {
  index: WorkerIndex;
  /** The server of rows and queue, which is killed and started again. */
  server: Pick<PostgresServer, "kill" | "restart">;
  pictures: Pictures;
  shardSize: number;
  log(line: string): void;
  /** The built process of a worker. */
  program?: string;
}

export interface FaultReport extends LostAndDoubled {
  /** How the three workers ended: killed, drained, and at the end of the queue. */
  ends: string[];
  deadLetters: number;
}

/**
 * Three workers index a folder through the queue. When a fifth is done, the first one is
 * killed with SIGKILL; at two fifths, Postgres is; at three fifths, the second worker is
 * drained with SIGTERM. The third one goes on until nothing is left.
 */
export async function runWithFaults(options: FaultOptions): Promise<FaultReport> {
  const { index, server, pictures, shardSize, log, program } = options;
  const files = await pictures.hashes();
  const { postgres: url, collection } = index;
  await using queue = await openIndexQueue({ url, collection });
  for await (const _ of queue.enqueue(pictures.folder, { shardSize, originals: "copy" }));
  const start = () => startWorker({ index, untilEmpty: true }, program);
  const workers = [start(), start(), start()] as const;
  const done = () => workers.reduce((sum, worker) => sum + worker.done, 0);
  const until = async (share: number) => {
    while (done() < share * files.size) await sleep(10);
    log(`${done()} of ${files.size} pictures`);
  };
  try {
    await Promise.all(workers.map(({ ready }) => ready));
    await until(0.2);
    log("kill -9 of the first worker");
    workers[0].kill("SIGKILL");
    await until(0.4);
    log("kill -9 of Postgres, and a new start");
    await server.kill();
    await server.restart();
    await until(0.6);
    log("SIGTERM to the second worker");
    workers[1].kill("SIGTERM");
    const ends = await Promise.all(workers.map(({ ended }) => ended));
    const { deadLetters } = await queue.status();
    return { ...(await findLost(index, files)), ends, deadLetters: deadLetters.shards };
  } finally {
    for (const { kill } of workers) kill("SIGKILL");
  }
}
