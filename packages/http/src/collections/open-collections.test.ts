import { RevimgError } from "@revimg/core";
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { type Closable, OpenCollections } from "./open-collections.js";

/** A collection that tells what was done with it. */
class Fake implements Closable {
  isBusy = false;
  isClosed = false;
  constructor(readonly name: string) {}
  stop = vi.fn(async () => {
    this.isBusy = false;
  });
  async close() {
    await Promise.resolve();
    this.isClosed = true;
  }
}

function setUp({ maxOpen = 2, idleMs = 600_000 } = {}) {
  const opened: Fake[] = [];
  const onError = vi.fn();
  const open = vi.fn(async (name: string) => {
    await Promise.resolve();
    const fake = new Fake(name);
    opened.push(fake);
    return fake;
  });
  return { opened, onError, open, pool: new OpenCollections({ open, maxOpen, idleMs, onError }) };
}

const openNames = (opened: Fake[]) =>
  opened.filter(({ isClosed }) => !isClosed).map(({ name }) => name);

it("opens a collection once for all who ask at one time", async () => {
  const { pool, open } = setUp();
  const held = await Promise.all(Array.from({ length: 20 }, () => pool.hold("a")));
  expect(open).toHaveBeenCalledOnce();
  expect(new Set(held.map(({ collection }) => collection)).size).toBe(1);
});

it("closes the one that was not asked for the longest time to make room", async () => {
  const { pool, opened } = setUp();
  for (const name of ["a", "b", "a", "c"]) (await pool.hold(name)).release();
  expect(openNames(opened)).toEqual(["a", "c"]);
});

it("leaves alone what is in use, and refuses when all are", async () => {
  const { pool, opened } = setUp();
  const a = await pool.hold("a");
  (await pool.hold("b")).release();
  const c = await pool.hold("c");
  expect(openNames(opened)).toEqual(["a", "c"]);
  await expect(pool.hold("d")).rejects.toMatchObject({ code: "overloaded", retryable: true });
  c.release();
  c.release();
  (await pool.hold("d")).release();
  expect(openNames(opened)).toEqual(["a", "d"]);
  a.release();
});

it("leaves alone what works without a request", async () => {
  const { pool, opened } = setUp({ maxOpen: 1 });
  const { collection, release } = await pool.hold("a");
  collection.isBusy = true;
  release();
  await expect(pool.hold("b")).rejects.toMatchObject({ code: "overloaded" });
  collection.isBusy = false;
  await pool.hold("b");
  expect(openNames(opened)).toEqual(["b"]);
});

it("closes what nobody has asked for in a while", async () => {
  const { pool, opened } = setUp({ idleMs: 2 });
  const b = await pool.hold("b");
  (await pool.hold("a")).release();
  await vi.waitFor(() => expect(openNames(opened)).toEqual(["b"]));
  b.release();
  await vi.waitFor(() => expect(pool.size).toBe(0));
  (await pool.hold("a")).release();
  await vi.waitFor(() => expect(pool.size).toBe(0));
});

it("tries again after a collection could not be opened", async () => {
  const { pool, open } = setUp({ maxOpen: 1 });
  open.mockRejectedValueOnce(new RevimgError("not_found", "There is none."));
  const answers = await Promise.allSettled([pool.hold("a"), pool.hold("a")]);
  expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect((await pool.hold("a")).collection.name).toBe("a");
  expect(open).toHaveBeenCalledTimes(2);
});

it("tells of a collection that could not be closed, and goes on", async () => {
  const { pool, onError } = setUp({ maxOpen: 1 });
  const { collection, release } = await pool.hold("a");
  const failure = new Error("The store is gone.");
  vi.spyOn(collection, "close").mockRejectedValue(failure);
  release();
  expect((await pool.hold("b")).collection.name).toBe("b");
  expect(onError).toHaveBeenCalledWith(failure);
});

it("close stops the work, waits for the uses, closes all, and then refuses", async () => {
  const { pool, opened } = setUp();
  const a = await pool.hold("a");
  (await pool.hold("b")).release();
  const closed = vi.fn();
  const closing = pool.close().then(closed);
  await vi.waitFor(() => expect(a.collection.stop).toHaveBeenCalled());
  expect(openNames(opened)).toEqual(["a", "b"]);
  await expect(pool.hold("a")).rejects.toMatchObject({ code: "disposed" });
  expect(closed).not.toHaveBeenCalled();
  a.release();
  await closing;
  expect(openNames(opened)).toEqual([]);
  await pool.close();
});

it("never opens more than it may, nor one twice, whatever comes", async () => {
  const step = fc.record({
    name: fc.constantFrom("a", "b", "c", "d"),
    fails: fc.boolean(),
    ticks: fc.nat(4),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const { pool, open, opened } = setUp();
      let most = 0;
      const use = async ({ name, fails, ticks }: (typeof steps)[number]) => {
        if (fails) open.mockRejectedValueOnce(new RevimgError("not_found", "There is none."));
        const held = await pool.hold(name).catch(() => null);
        if (held === null) return;
        const names = openNames(opened);
        most = Math.max(most, names.length);
        expect(new Set(names).size).toBe(names.length);
        expect(held.collection).toMatchObject({ name, isClosed: false });
        for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
        expect(held.collection.isClosed).toBe(false);
        held.release();
      };
      await Promise.all(steps.map(use));
      expect(most).toBeLessThanOrEqual(2);
      await pool.close();
      expect(openNames(opened)).toEqual([]);
    }),
  );
});
