import { randomUUID } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { connect } from "../postgres/testing/server.js";
import { openIndexQueue } from "../queue.js";
import { openBoss } from "./boss.js";
import { noCounts } from "./held-shard.js";
import { OpenIndexQueue } from "./index-queue.js";
import { checkQueueOptions } from "./options.js";
import { putShards } from "./put-shards.js";
import { takeShard } from "./take-shard.js";
import { sharedUrl } from "./testing/open-queue.js";

const output = { ...noCounts, done: 1, added: 1, worker: "w" };
const shard = { entries: [{ path: "/a.jpg" }, { path: "/b.jpg" }] };

async function openWith(url: string) {
  const checked = checkQueueOptions({ url, collection: `lease-${randomUUID()}` });
  const queue = await openBoss(checked);
  const open = new OpenIndexQueue(queue, checked.collection, null);
  onTestFinished(() => open.close());
  await putShards(queue.boss, queue.names.waiting, [shard]);
  const client = await connect(url);
  /** As if that much time had passed. */
  const age = (seconds: number) =>
    client.query(
      `update pgboss_revimg.job set started_on = started_on - $2 * interval '1 second',
         start_after = start_after - $2 * interval '1 second' where name = $1`,
      [queue.names.waiting, seconds],
    );
  return { queue, open, client, age };
}

test("a silent worker loses its shard, and can't finish, hand back or fail it any more", async (context) => {
  const { queue, open, age } = await openWith(await sharedUrl(context));
  const first = (await takeShard(queue))!;
  expect(first.shard).toEqual(shard);
  expect(await first.renew(3_000, output)).toBe(true);
  expect(await takeShard(queue)).toBeNull();
  await queue.boss.expire();
  expect((await open.status()).active).toEqual({ shards: 1, pictures: 2, done: 1, workers: 1 });
  await age(4);
  expect(await open.health()).toMatchObject({ stalled: { shards: 1 }, recentWorkers: 1 });
  await queue.boss.expire();
  expect((await open.status()).retrying).toEqual({ shards: 1 });
  await age(60);
  const second = (await takeShard(queue))!;
  expect(second.id).toBe(first.id);
  expect(await first.renew(3_000, output)).toBe(false);
  expect(await first.finish(output)).toBe(false);
  expect(await first.handBack(output, shard)).toBe(false);
  expect(await first.fail(new Error("late"))).toBe(false);
  expect((await open.status()).active.shards).toBe(1);
  expect(await second.finish({ ...output, done: 2, added: 2 })).toBe(true);
  const { waiting, active, finished } = await open.status();
  expect([waiting.shards, active.shards]).toEqual([0, 0]);
  expect(finished).toEqual({ shards: 1, pictures: 2, failed: 0 });
  expect(await second.finish(output)).toBe(false);
  expect(await open.health()).toEqual({
    ...{ tablesVersion: 24, recentWorkers: 1, stalled: { shards: 0 } },
    ...{ waiting: { shards: 0, oldestMs: null }, deadLetters: { shards: 0 } },
  });
});

test("a lease that is renewed again and again outlives its first time by far", async (context) => {
  const { queue, open, age } = await openWith(await sharedUrl(context));
  const held = (await takeShard(queue))!;
  for (let minutes = 0; minutes < 5; minutes++) {
    await age(60);
    expect(await held.renew(10_000, output)).toBe(true);
    await queue.boss.expire();
  }
  expect((await open.status()).active.shards).toBe(1);
});

test("a shard that always fails becomes a dead letter with its reason, and can be retried", async (context) => {
  const { queue, open, client, age } = await openWith(await sharedUrl(context));
  for (let tries = 1; tries <= 6; tries++) {
    await age(1_000);
    const held = await takeShard(queue);
    expect(await held?.fail(new Error("The folder is not here."))).toBe(true);
  }
  expect(await takeShard(queue)).toBeNull();
  const { waiting, deadLetters } = await open.status();
  expect({ waiting, deadLetters }).toEqual({
    waiting: { shards: 0, pictures: 0 },
    deadLetters: { shards: 1 },
  });
  expect(await open.deadLetters()).toEqual([
    {
      id: expect.any(String),
      pictures: 2,
      first: "/a.jpg",
      reason: "The folder is not here.",
      failedAt: expect.any(Date),
    },
  ]);
  expect(await open.health()).toMatchObject({ deadLetters: { shards: 1 }, recentWorkers: 0 });
  expect(await open.retry()).toBe(1);
  expect((await open.health()).waiting).toEqual({ shards: 1, oldestMs: expect.any(Number) });
  expect(await open.retry()).toBe(0);
  expect(await open.deadLetters()).toEqual([]);
  expect((await takeShard(queue))?.shard.entries).toEqual(shard.entries);
  const { rows } = await client.query(
    "select retry_count from pgboss_revimg.job where name = $1 and state = 'active'",
    [queue.names.waiting],
  );
  expect(rows).toEqual([{ retry_count: 0 }]);
  await expect(open.deadLetters({ limit: 0 })).rejects.toMatchObject({ code: "invalid_input" });
});

test("a finished shard keeps its counts, and not its paths", async (context) => {
  const { queue, client } = await openWith(await sharedUrl(context));
  await (await takeShard(queue))?.finish(output);
  const { rows } = await client.query(
    "select data, output, state from pgboss_revimg.job where name = $1",
    [queue.names.waiting],
  );
  expect(rows).toEqual([{ data: {}, output, state: "completed" }]);
});

test("many processes may open new queues at once", async (context) => {
  const url = await sharedUrl(context);
  const opened = await Promise.allSettled(
    Array.from({ length: 12 }, async (_, n) => {
      const collection = `open-${n % 4}-${process.pid}`;
      const queue = await openIndexQueue({ url, collection, maxConnections: 2 });
      onTestFinished(() => queue.close());
      return (await queue.status()).collection;
    }),
  );
  expect(opened.filter(({ status }) => status === "rejected")).toEqual([]);
});

test("the next shard and the silent workers are found without reading the whole queue", async (context) => {
  const { queue, client } = await openWith(await sharedUrl(context));
  const { waiting } = queue.names;
  await client.query(
    `insert into pgboss_revimg.job (name, data, policy, keep_until)
     select $1, '{"entries":[]}', 'standard', now() + interval '1 day' from generate_series(1, 5000)`,
    [waiting],
  );
  await client.query("analyze pgboss_revimg.job");
  const planOf = async (text: string) => {
    const { rows } = await client.query(`explain ${text}`, [waiting]);
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  };
  // As pg-boss asks, without what it does with the answer.
  const next = await planOf(
    `select id from pgboss_revimg.job where name = $1 and state < 'active' and start_after < now()
     order by priority desc, created_on, id limit 1 for update skip locked`,
  );
  expect(next).toMatch(/Index Scan using \w+_priority_created_on_id_idx/);
  expect(next).not.toContain("Sort");
  const silent = await planOf(
    "select id from pgboss_revimg.job where name = $1 and state = 'active' and started_on + expire_in < now()",
  );
  expect(silent).toMatch(/Scan using \w+_started_on_idx/);
});
