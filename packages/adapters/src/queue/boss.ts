import { RevimgError } from "@revimg/core";
import type PgBoss from "pg-boss";
import { Connections } from "../postgres/connections.js";
import { lockKey } from "../postgres/schema-name.js";
import type { Session } from "../postgres/session.js";
import { loadPeer } from "../shared/load-peer.js";
import { indexes, schema } from "./job-table.js";
import type { CheckedQueueOptions } from "./options.js";

/** Version of pg-boss's tables that our own statements on them are written for. */
const knownSchemaVersion = 24;

/** Names of the two queues of a collection, in pg-boss. */
interface QueueNames {
  waiting: string;
  dead: string;
}

/** A pg-boss that uses our connections, with both queues of a collection. */
export interface OpenBoss {
  boss: PgBoss;
  names: QueueNames;
  connections: Connections;
}

/** Tries of a shard after the first, and the seconds before the first of them. Each wait doubles. */
const retries = { retryLimit: 5, retryDelay: 2, retryBackoff: true };

/** A shard that no worker has renewed yet is free after so many seconds. */
const firstLeaseSeconds = 60;

/** Work may wait for as long as it takes: pg-boss would drop it after two weeks. */
const keepMinutes = 10 * 365 * 24 * 60;

/** The class of pg-boss 10. Tests load another package instead. */
export async function loadBoss(
  load: () => Promise<{ default?: unknown }> = () => import("pg-boss"),
): Promise<typeof PgBoss> {
  const user = { adapter: "queue", store: "The queue", version: "@10" };
  const { default: Boss } = await loadPeer(user, "pg-boss", load);
  if (typeof Boss === "function") return Boss as typeof PgBoss;
  // Later versions have no default export.
  throw new RevimgError(
    "dependency_load_failed",
    "The queue needs pg-boss 10, and another version of it is installed. Run: npm install pg-boss@10",
    { adapter: "queue", details: { package: "pg-boss" } },
  );
}

/** Makes pg-boss's tables and the queues where they are absent. */
export async function openBoss({ connection, collection }: CheckedQueueOptions): Promise<OpenBoss> {
  const Boss = await loadBoss();
  const connections = new Connections(connection);
  const names = { waiting: `index_${collection}`, dead: `dead_${collection}` };
  try {
    const db = databaseOf((work) => connections.use(undefined, work));
    // Workers see to expired shards themselves, and nothing here runs by the clock.
    const boss = new Boss({ db, schema, supervise: false, schedule: false });
    boss.on("error", () => {});
    await boss.start();
    requireKnown(Number(await boss.schemaVersion()));
    if ((await boss.getQueue(names.waiting)) === null) await makeQueues(Boss, connections, names);
    return { boss, names, connections };
  } catch (error) {
    await connections.close();
    throw error;
  }
}

/** One process at a time: pg-boss makes tables for each queue, in an order that may deadlock. */
function makeQueues(
  Boss: typeof PgBoss,
  connections: Connections,
  { waiting, dead }: QueueNames,
): Promise<void> {
  const keep = { retentionMinutes: keepMinutes };
  return connections.transact(undefined, async (session) => {
    await session.run("select pg_advisory_xact_lock($1::bigint)", [lockKey(schema)]);
    // Before the queues, which get what their parent has.
    for (const index of Object.values(indexes)) await session.run(index);
    const db = databaseOf((work) => work(session));
    const boss = new Boss({ db, schema, supervise: false, schedule: false });
    await boss.createQueue(dead, { name: dead, ...keep });
    await boss.createQueue(waiting, {
      ...{ name: waiting, ...keep, ...retries },
      ...{ expireInSeconds: firstLeaseSeconds, deadLetter: dead },
    });
  });
}

/** How pg-boss sends its statements. A failure comes as a `RevimgError`. */
export function databaseOf(
  use: (work: (session: Session) => Promise<Rows>) => Promise<Rows>,
): PgBoss.Db {
  return {
    executeSql: (text, values = []) =>
      use(async (session) => {
        try {
          return { rows: (await session.runOnce(text, values)) ?? [] };
        } catch (error) {
          // Some of its texts are a whole transaction, which would stay open.
          if (/^\s*BEGIN/.test(text)) await session.rollBack();
          throw error;
        }
      }),
  };
}

interface Rows {
  rows: Record<string, unknown>[];
}

function requireKnown(version: number): void {
  if (version === knownSchemaVersion) return;
  throw new RevimgError(
    "unsupported",
    `The tables of pg-boss in the schema ${schema} have version ${version}; this version of revimg needs ${knownSchemaVersion}. Install pg-boss 10: npm install pg-boss@10`,
    { adapter: "queue", details: { schema, version } },
  );
}
