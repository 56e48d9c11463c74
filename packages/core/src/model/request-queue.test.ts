import { describe, expect, test } from "vitest";
import { RequestQueue } from "./request-queue.js";

describe("RequestQueue", () => {
  test("hands out queries first, each line in order of arrival", () => {
    const queue = new RequestQueue<string>(10);
    queue.add("bulk 1", "bulk", 1);
    queue.add("query 1", "query", 1);
    queue.add("bulk 2", "bulk", 1);
    queue.add("query 2", "query", 1);
    expect(queue.take(3)).toEqual(["query 1", "query 2", "bulk 1"]);
    expect(queue.take(3)).toEqual(["bulk 2"]);
    expect(queue.take(3)).toEqual([]);
  });

  test("refuses more than it has room for, and says when to come back", () => {
    const queue = new RequestQueue<number>(2);
    queue.add(1, "bulk", 25);
    queue.add(2, "bulk", 25);
    expect(() => queue.add(3, "bulk", 25)).toThrow(
      expect.objectContaining({ code: "overloaded", details: { waiting: 2, retryAfterMs: 50 } }),
    );
    queue.add(4, "query", 25);
    expect(queue.size).toBe(3);
  });

  test("removes what still waits", () => {
    const queue = new RequestQueue<number>(10);
    queue.add(1, "query", 1);
    queue.add(2, "query", 1);
    expect(queue.remove(1)).toBe(true);
    expect(queue.remove(1)).toBe(false);
    expect(queue.take(10)).toEqual([2]);
  });
});
