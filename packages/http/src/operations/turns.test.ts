import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { createHandler } from "../create-handler.js";
import { formOf, openTestIndex, problemOf, searchRequest, type TestIndex } from "../test-index.js";

let index: TestIndex;
beforeAll(async () => {
  index = await openTestIndex();
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => index[Symbol.asyncDispose]());

/** Lets the first search wait for `open`, and notes the limit of each as it begins. */
function gateSearches() {
  const started: (number | undefined)[] = [];
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const search = index.revimg.search.bind(index.revimg);
  vi.spyOn(index.revimg, "search").mockImplementation(async (query, options) => {
    started.push(query.limit);
    if (started.length === 1) await gate;
    return search(query, options);
  });
  return { started, open: () => open() };
}

const picture = () => index.pictures.get("memory-1")!;

it("a newcomer does not wait for all that another client has sent", async () => {
  const access = { metrics: "open" } as const;
  const handler = createHandler(index.revimg, { searches: { concurrent: 1 }, access });
  const { started, open } = gateSearches();
  const ask = (address: string, limit: string) =>
    handler(searchRequest(formOf(picture(), { limit }), "/search"), { address });
  const isWaiting = async (count: number) => {
    const metrics = await (await handler(new Request("http://localhost/metrics"))).text();
    expect(metrics).toContain(`\nrevimg_searches_waiting ${count}\n`);
  };
  const bulk = Array.from({ length: 30 }, () => ask("198.51.100.7", "1"));
  await vi.waitFor(() => isWaiting(29));
  const newcomer = ask("198.51.100.8", "2");
  await vi.waitFor(() => isWaiting(30));
  open();
  const answers = await Promise.all([newcomer, ...bulk]);
  expect(answers.map(({ status }) => status)).toEqual(Array(31).fill(200));
  // The one under way, one more of the bulk, and then the newcomer.
  expect(started.indexOf(2)).toBe(2);
});

it("what is too much is told to come back, and fills no log", async () => {
  const onError = vi.fn();
  const searches = { concurrent: 1, waitingPerClient: 2 };
  const handler = createHandler(index.revimg, { searches, onError });
  const { open } = gateSearches();
  const ask = () => handler(searchRequest(formOf(picture()), "/search"), { address: "::1" });
  const calls = Array.from({ length: 6 }, ask);
  const settled = calls.map(async (call) => (await call).status);
  const refused = await Promise.race(calls);
  expect(refused.headers.get("retry-after")).toBe("2");
  expect((await problemOf(refused, 503)).code).toBe("overloaded");
  open();
  expect((await Promise.all(settled)).sort()).toEqual([200, 200, 200, 503, 503, 503]);
  expect(onError).not.toHaveBeenCalled();
});
