import { mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary.js";
import { IndexLock } from "../lock/index-lock.js";
import { createSqliteStores, type SqliteStores } from "./sqlite-stores.js";

async function open(directory: string): Promise<SqliteStores> {
  const stores = await createSqliteStores({ directory });
  onTestFinished(() => stores.close());
  await stores.metadata.open({ collection: "test" });
  return stores;
}

const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await null;
};
const moments = async (count: number) => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};

test("opening and closing in any order leaves everyone with an open index", async () => {
  const visit = fc.record({
    turnsBefore: fc.nat(30),
    momentsBefore: fc.nat(12),
    turnsOpen: fc.nat(10),
    visits: fc.integer({ min: 1, max: 2 }),
    closesTwice: fc.boolean(),
    throughLink: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(visit, { minLength: 3, maxLength: 5 }), async (visitors) => {
      const directory = join(await temporaryFolder(), "data");
      const link = `${directory}-link`;
      await mkdir(directory);
      await symlink(directory, link);
      await Promise.all(
        visitors.map(async (visitor) => {
          for (let i = 0; i < visitor.visits; i++) {
            await moments(visitor.momentsBefore);
            await turns(visitor.turnsBefore);
            const stores = await createSqliteStores({
              directory: visitor.throughLink ? link : directory,
            });
            await stores.metadata.open({ collection: "test" });
            await turns(visitor.turnsOpen);
            await stores.metadata.revision();
            const closing = stores.close();
            if (visitor.closesTwice) await stores.close();
            await closing;
          }
        }),
      );
      const lock = await IndexLock.acquire(directory);
      await lock.release();
    }),
    { numRuns: 5 },
  );
});

test("an opening that fails, fails for all who wait for it, and for nobody later", async () => {
  const directory = await temporaryFolder();
  const lock = await IndexLock.acquire(directory);
  const openings = Array.from({ length: 3 }, () => createSqliteStores({ directory }));
  for (const result of await Promise.allSettled(openings)) {
    expect(result).toMatchObject({ status: "rejected", reason: { code: "index_locked" } });
  }
  await lock.release();
  const stores = await open(directory);
  expect(await stores.metadata.revision()).toEqual(expect.any(Number));
});

test("a folder made anew while its predecessor is open is another index", async () => {
  const directory = join(await temporaryFolder(), "data");
  const first = await open(directory);
  await first.metadata.setMeta("of", "first");
  await rm(directory, { recursive: true });
  const second = await open(directory);
  expect(await second.metadata.getMeta("of")).toBeNull();
  await second.metadata.setMeta("of", "second");
  await first.close();
  const third = await open(directory);
  expect(await third.metadata.getMeta("of")).toBe("second");
  await Promise.all([second.close(), third.close()]);
  expect(await (await open(directory)).metadata.getMeta("of")).toBe("second");
});

test.each([["index.sqlite"], ["index.lock"]])(
  "a handle whose %s was removed is shared with nobody",
  async (name) => {
    const directory = await temporaryFolder();
    const first = await open(directory);
    await rm(join(directory, name));
    await expect(createSqliteStores({ directory })).rejects.toMatchObject({
      code: "store_failed",
      message: expect.stringContaining("removed or replaced"),
    });
    await first.close();
    await open(directory);
  },
);
