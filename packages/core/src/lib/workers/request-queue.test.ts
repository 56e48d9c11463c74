import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RequestQueue } from "./request-queue.js";

const item = (kind: string, name: string) => ({ kind, name });
const names = (items: { name: string }[]) => items.map(({ name }) => name);

describe("RequestQueue", () => {
  test("hands out queries first and alone, each line in order of arrival", () => {
    const queue = new RequestQueue<{ kind: string; name: string }>(10);
    queue.add(item("image", "bulk 1"), "bulk");
    queue.add(item("image", "query 1"), "query");
    queue.add(item("image", "bulk 2"), "bulk");
    queue.add(item("image", "query 2"), "query");
    expect(names(queue.take(3))).toEqual(["query 1", "query 2"]);
    expect(names(queue.take(3))).toEqual(["bulk 1", "bulk 2"]);
    expect(queue.take(3)).toEqual([]);
  });

  test("hands out one kind at a time", () => {
    const queue = new RequestQueue<{ kind: string; name: string }>(10);
    queue.add(item("text", "t1"), "query");
    queue.add(item("image", "i1"), "query");
    queue.add(item("text", "t2"), "query");
    queue.add(item("text", "t3"), "query");
    expect(names(queue.take(2))).toEqual(["t1", "t2"]);
    expect(names(queue.take(2))).toEqual(["i1"]);
    expect(names(queue.take(2))).toEqual(["t3"]);
  });

  test("has no room for more than it may hold, in each line", () => {
    const queue = new RequestQueue<{ kind: string }>(2);
    queue.add({ kind: "image" }, "bulk");
    queue.requireRoom("bulk", 1);
    queue.add({ kind: "image" }, "bulk");
    expect(() => queue.requireRoom("bulk", 50)).toThrow(
      expect.objectContaining({ code: "overloaded", details: { waiting: 2, retryAfterMs: 50 } }),
    );
    queue.requireRoom("query", 1);
  });

  test("tells what is served before a newcomer", () => {
    const queue = new RequestQueue<{ kind: string; name: string }>(10);
    queue.add(item("image", "bulk"), "bulk");
    queue.add(item("image", "query"), "query");
    expect(names(queue.before("query"))).toEqual(["query"]);
    expect(names(queue.before("bulk"))).toEqual(["query", "bulk"]);
  });

  test("removes what still waits", () => {
    const queue = new RequestQueue<{ kind: string }>(10);
    const [first, second] = [{ kind: "image" }, { kind: "image" }];
    queue.add(first, "query");
    queue.add(second, "query");
    expect(queue.remove(first)).toBe(true);
    expect(queue.remove(first)).toBe(false);
    expect(queue.take(10)).toEqual([second]);
    expect(queue.size).toBe(0);
  });

  describe("with several callers", () => {
    const [much, little] = [{}, {}];
    const of = (caller: object, name: string, kind = "image") => ({ kind, name, caller });
    const filled = () => {
      const queue = new RequestQueue<{ kind: string; name: string; caller: object }>(3);
      for (const name of ["m1", "m2", "m3"]) queue.add(of(much, name), "query");
      queue.add(of(little, "l1"), "query");
      return queue;
    };

    test("serves them in turn", () => {
      const queue = filled();
      expect(names(queue.take(2))).toEqual(["m1", "l1"]);
      queue.add(of(little, "l2"), "query");
      expect(names(queue.take(9))).toEqual(["m2", "l2", "m3"]);
    });

    test("gives the next turn to whoever has another kind", () => {
      const queue = filled();
      queue.take(4);
      queue.add(of(much, "image"), "bulk");
      queue.add(of(little, "text", "text"), "bulk");
      expect(names(queue.take(2))).toEqual(["image"]);
      expect(names(queue.take(2))).toEqual(["text"]);
    });

    test("has room for each", () => {
      const queue = filled();
      expect(() => queue.requireRoom("query", 1, much)).toThrow("3 pictures or texts");
      queue.requireRoom("query", 1, little);
    });

    test("tells what is served before a newcomer of each", () => {
      const queue = filled();
      expect(names(queue.before("query", much)).toSorted()).toEqual(["l1", "m1", "m2", "m3"]);
      expect(names(queue.before("query", little)).toSorted()).toEqual(["l1", "m1", "m2"]);
      expect(names(queue.before("query", {}))).toEqual(["m1", "l1"]);
      expect(names(queue.before("bulk", {}))).toHaveLength(4);
    });

    test("removes what one of them waits for", () => {
      const queue = filled();
      expect(names(queue.clear(much))).toEqual(["m1", "m2", "m3"]);
      expect(names(queue.clear())).toEqual(["l1"]);
    });

    test("loses nothing, and keeps each caller's order within a kind", () => {
      const callers = [{}, {}, {}];
      const added = fc.record({
        caller: fc.constantFrom(...callers),
        kind: fc.constantFrom("image", "text"),
      });
      const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 9 });
      fc.assert(
        fc.property(fc.array(added, { maxLength: 40 }), sizes, (all, counts) => {
          const queue = new RequestQueue<(typeof all)[number]>(100);
          for (const each of all) queue.add(each, "bulk");
          const taken = [];
          for (let turn = 0; queue.size > 0; turn++) {
            const batch = queue.take(counts[turn % counts.length]!);
            expect(new Set(batch.map(({ kind }) => kind)).size).toBe(1);
            taken.push(...batch);
          }
          const lineOf = (items: typeof all, caller: object, kind: string) =>
            items.filter((each) => each.caller === caller && each.kind === kind);
          for (const caller of callers) {
            for (const kind of ["image", "text"]) {
              const line = lineOf(taken, caller, kind);
              expect(line.every((each, at) => each === lineOf(all, caller, kind)[at])).toBe(true);
            }
          }
          expect(taken).toHaveLength(all.length);
        }),
      );
    });
  });
});
