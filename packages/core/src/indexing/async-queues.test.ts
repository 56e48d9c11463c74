import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { collect } from "../testing/temporary.js";
import { abortable, buffered, grouped, mapBounded } from "./async-queues.js";

/** Counts what was taken from it and whether it was told to stop. */
function numbers(count: number) {
  const state = { taken: 0, stopped: false };
  async function* generate() {
    try {
      for (let i = 0; i < count; i++) {
        state.taken++;
        yield i;
      }
    } finally {
      state.stopped = true;
    }
  }
  return { state, source: generate() };
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

test("a pipeline of all three keeps every value, in order, whatever the sizes and delays", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(40),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.nat(3), { minLength: 1 }),
      async (count, concurrency, size, delays) => {
        const mapped = mapBounded(numbers(count).source, concurrency, async (value) => {
          await sleep(delays[value % delays.length]);
          return value;
        });
        const groups = await collect(grouped(buffered(mapped, size), { size, maxWaitMs: 1_000 }));
        expect(groups.flat()).toEqual(upTo(count));
        expect(groups.every((group) => group.length > 0 && group.length <= size)).toBe(true);
      },
    ),
    { numRuns: 30 },
  );
});

test("no more than the allowed number run at once", async () => {
  let running = 0;
  let most = 0;
  const mapped = mapBounded(numbers(20).source, 3, async () => {
    most = Math.max(most, ++running);
    await sleep(1);
    running--;
  });
  await collect(mapped);
  expect(most).toBe(3);
});

test("a buffer reads ahead to its capacity and no further", async () => {
  const { state, source } = numbers(100);
  const values = buffered(source, 5);
  await values.next();
  await sleep(5);
  expect(state.taken).toBeGreaterThan(1);
  expect(state.taken).toBeLessThanOrEqual(7);
  await values.return(undefined);
  expect(state.stopped).toBe(true);
});

test("stopping early stops the source, through every stage", async () => {
  const { state, source } = numbers(1_000);
  const mapped = mapBounded(source, 2, async (value) => value);
  for await (const _ of grouped(buffered(mapped, 4), { size: 3, maxWaitMs: 1_000 })) break;
  expect(state.stopped).toBe(true);
  expect(state.taken).toBeLessThan(20);
});

test("a failure arrives after the values before it", async () => {
  const failure = new Error("broken");
  const mapped = mapBounded(numbers(10).source, 3, async (value) => {
    if (value === 4) throw failure;
    return value;
  });
  const seen: number[] = [];
  const reading = (async () => {
    for await (const value of buffered(mapped, 2)) seen.push(value);
  })();
  await expect(reading).rejects.toBe(failure);
  expect(seen).toEqual([0, 1, 2, 3]);
});

test("a group does not wait for ever for a slow source", async () => {
  async function* slow() {
    yield 1;
    yield 2;
    await sleep(200);
    yield 3;
  }
  expect(await collect(grouped(slow(), { size: 10, maxWaitMs: 20 }))).toEqual([[1, 2], [3]]);
});

test("a result does not wait for the source's next value", async () => {
  async function* waiting() {
    yield 1;
    await new Promise(() => {});
  }
  const mapped = mapBounded(waiting(), 4, async (value) => value + 1);
  expect(await mapped.next()).toEqual({ done: false, value: 2 });
});

test("an abort ends a source that never yields again", async () => {
  async function* waiting() {
    yield 1;
    await new Promise(() => {});
  }
  const controller = new AbortController();
  const reason = new Error("enough");
  const values = abortable(waiting(), controller.signal);
  expect(await values.next()).toEqual({ done: false, value: 1 });
  const next = values.next();
  controller.abort(reason);
  await expect(next).rejects.toBe(reason);
  await expect(collect(abortable([1, 2], AbortSignal.abort(reason)))).rejects.toBe(reason);
  expect(await collect(abortable([1, 2], new AbortController().signal))).toEqual([1, 2]);
});
