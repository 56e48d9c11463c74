import { afterAll, expect, test } from "vitest";
import { BodyBudget, heldBodyOf } from "./body-budget.js";
import { createHandler } from "./create-handler.js";
import { openTestIndex, problemOf } from "./test-index.js";

const index = await openTestIndex();
afterAll(() => index[Symbol.asyncDispose]());

const request = () => new Request("http://localhost/", { method: "POST" });

test("bytes count until their request ends, whatever becomes of it", async () => {
  const budget = new BodyBudget({ maxBytes: 10, maxBytesPerClient: 6 });
  const [one, other] = [request(), request()];
  await budget.during(one, "a", async () => {
    heldBodyOf(one)!.add(4);
    const failed = budget.during(other, "a", async () => {
      heldBodyOf(other)!.add(2);
      expect(budget.bytes).toBe(6);
      heldBodyOf(other)!.add(1);
    });
    await expect(failed).rejects.toMatchObject({ code: "overloaded" });
    expect(budget.bytes).toBe(4);
    await budget.during(other, "b", async () => heldBodyOf(other)!.add(6));
    const all = budget.during(other, "b", async () => {
      heldBodyOf(other)!.add(6);
      const third = request();
      await budget.during(third, "c", async () => heldBodyOf(third)!.add(1));
    });
    await expect(all).rejects.toMatchObject({ code: "overloaded" });
  });
  expect(budget.bytes).toBe(0);
  expect(heldBodyOf(one)).toBeUndefined();
});

test("uploads for which there is no room are told to come back, and others go on", async () => {
  const limits = { maxBytes: 2_000_000, maxBytesPerClient: 1_000_000 };
  const handler = createHandler(index.revimg, { bodies: limits });
  /** An upload that has sent `bytes` and does not end. */
  const slow = (bytes: number, address: string) => {
    const abort = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(bytes)),
    });
    const init = { method: "POST", body, duplex: "half", signal: abort.signal } as RequestInit;
    const headers = { "content-type": "image/jpeg" };
    return handler(new Request("http://localhost/search", { ...init, headers }), { address });
  };
  const search = (address: string) => {
    const headers = { "content-type": "image/jpeg" };
    const body = index.pictures.get("memory-1") as Uint8Array<ArrayBuffer>;
    const init = { method: "POST", body, headers };
    return handler(new Request("http://localhost/search", init), { address });
  };
  void slow(999_999, "198.51.100.7");
  const refused = await slow(100_000, "198.51.100.7");
  expect(refused.headers.get("retry-after")).toBe("2");
  expect((await problemOf(refused, 503)).code).toBe("overloaded");
  expect((await search("198.51.100.8")).status).toBe(200);
  expect((await search("198.51.100.7")).status).toBe(503);
});

test.each([{ maxBytes: 0 }, { maxBytesPerClient: 1.5 }, { bytes: 5 }])("refuses %j", (limits) => {
  expect(() => new BodyBudget(limits)).toThrow("bodies is");
});
