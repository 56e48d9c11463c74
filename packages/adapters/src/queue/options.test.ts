import { describe, expect, test } from "vitest";
import { openIndexQueue } from "../queue.js";
import { loadBoss } from "./boss.js";
import { checkEnqueueOptions, checkQueueOptions, checkWorkOptions } from "./options.js";

const url = "postgres://me:hunter2@127.0.0.1:9/pictures";

describe("wrong options are refused by their names, and never with their values", () => {
  test.each([
    [() => checkQueueOptions({}), "url, connection and pool"],
    [() => checkQueueOptions({ url: "mysql://hunter2" }), "postgres://user:password@host"],
    [() => checkQueueOptions({ url, collection: "Two words" }), "collection"],
    [() => checkQueueOptions({ url, maxConnections: 0 }), "maxConnections"],
    [() => checkWorkOptions({ concurrency: 17 }), "concurrency"],
    [() => checkWorkOptions({ leaseMs: 10 }), "leaseMs"],
    [() => checkWorkOptions({ lease: 10 } as never), "lease is not one of the options"],
    [() => checkEnqueueOptions({ shardSize: 0 }), "shardSize"],
    [() => checkEnqueueOptions({ originals: "move" as never }), "originals"],
    [() => checkEnqueueOptions({ downloads: { perHost: 0 } }), "downloads"],
  ])("%#", (check, text) => {
    expect(check).toThrow(expect.objectContaining({ code: "invalid_config", adapter: "queue" }));
    expect(check).toThrow(text);
    expect(check).not.toThrow("hunter2");
  });
});

test("a server that is not there is told with its place, without the password", async () => {
  const error = await openIndexQueue({ url }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "store_failed", retryable: true, adapter: "queue" });
  expect((error as Error).message).toMatch(/^PostgreSQL at 127\.0\.0\.1:9\/pictures can't be/);
  expect((error as Error).message).not.toContain("hunter2");
});

test("another version of pg-boss is refused with the command that installs the right one", async () => {
  const later = async () => ({ PgBoss: class {} }) as { default?: unknown };
  await expect(loadBoss(later)).rejects.toMatchObject({
    code: "dependency_load_failed",
    message: expect.stringContaining("npm install pg-boss@10"),
  });
  expect(await loadBoss()).toBeTypeOf("function");
});
