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
});
