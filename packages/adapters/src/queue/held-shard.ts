import { isRevimgError, RevimgError } from "@revimg/core";
import type { Session } from "../postgres/session.js";
import { databaseOf, type OpenBoss } from "./boss.js";
import { statements } from "./job-table.js";
import { putShards } from "./put-shards.js";
import type { Shard } from "./shard.js";

/** Counts of one shard, as its job keeps them. */
export interface ShardCounts {
  done: number;
  added: number;
  updated: number;
  unchanged: number;
  failed: number;
}

export const noCounts: ShardCounts = { done: 0, added: 0, updated: 0, unchanged: 0, failed: 0 };

/**
 * A shard that this worker has taken. A worker that was silent for too long has lost it,
 * and none of these calls changes it then: they resolve to false.
 */
export class HeldShard {
  readonly id: string;
  readonly shard: Shard;
  readonly #queue: OpenBoss;
  readonly #turn: number;

  constructor(queue: OpenBoss, job: { id: string; data: Shard; retryCount: number }) {
    this.#queue = queue;
    this.id = job.id;
    this.shard = job.data;
    this.#turn = job.retryCount;
  }

  /** Keeps others away for `leaseMs` more, and tells everybody what is done. */
  async renew(leaseMs: number, output: ShardCounts & { worker: string }): Promise<boolean> {
    const { connections } = this.#queue;
    const values = [...this.#key(), leaseMs, JSON.stringify(output)];
    return (await connections.transactOne(undefined, statements.renew, values)).length > 0;
  }

  finish(counts: ShardCounts & { worker: string }): Promise<boolean> {
    return this.#end(counts);
  }

  /** Finishes the shard with what is done, and puts the rest onto the queue, both or none. */
  handBack(counts: ShardCounts & { worker: string }, rest: Shard): Promise<boolean> {
    return this.#end(counts, rest);
  }

  /** The shard is tried again later. After its last try it becomes a dead letter. */
  fail(error: unknown): Promise<boolean> {
    const { boss, names } = this.#queue;
    const { code, message } = asRevimgError(error);
    return this.#whileHeld(async (db) => {
      await boss.fail(names.waiting, this.id, { code, message }, { db });
    });
  }

  #end(counts: ShardCounts & { worker: string }, rest?: Shard): Promise<boolean> {
    const { boss, names } = this.#queue;
    return this.#whileHeld(async (db) => {
      await boss.complete(names.waiting, this.id, counts, { db });
      await db.executeSql(statements.forget, [names.waiting, this.id]);
      if (rest) await putShards(boss, names.waiting, [rest], db);
    });
  }

  #whileHeld(work: (db: ReturnType<typeof databaseOf>) => Promise<void>): Promise<boolean> {
    return this.#queue.connections.transact(undefined, async (session: Session) => {
      if ((await session.run(statements.hold, this.#key())).length === 0) return false;
      await work(databaseOf((send) => send(session)));
      return true;
    });
  }

  #key(): unknown[] {
    return [this.#queue.names.waiting, this.id, this.#turn];
  }
}

/** What a shard's failure is told as. */
export function asRevimgError(error: unknown): RevimgError {
  if (isRevimgError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new RevimgError("store_failed", message, { cause: error, retryable: false });
}
