import { expect, test } from "vitest";
import type { LibraryStatus } from "../app/lib/library";
import { probes } from "./probes";

/** What `/ready` and `/live` answer, by what is known of the server. */
async function ask(state: LibraryStatus["state"], { isStopping = false, stores = 200 } = {}) {
  const status = { state, count: 0, done: 0, failed: 0, problem: null, total: null };
  const app = probes(
    {
      snapshot: async () => ({ status, privateSearch: false, examples: [] }),
      api: async ({ url }) => new Response(new URL(url).pathname, { status: stores }),
    },
    { isStopping: () => isStopping },
  );
  const ready = await app.request("/ready");
  const live = await app.request("/live");
  return [live.status, ready.status, await ready.text()];
}

test.each([
  ["opening", {}, [200, 503, '{"status":"opening"}']],
  ["indexing", {}, [200, 200, "/api/health/ready"]],
  ["ready", {}, [200, 200, "/api/health/ready"]],
  ["ready", { stores: 503 }, [200, 503, "/api/health/ready"]],
  ["failed", {}, [200, 200, "/api/health/ready"]],
  ["ready", { isStopping: true }, [200, 503, '{"status":"stopping"}']],
] as const)("an app that is %s, with %o", async (state, options, expected) => {
  expect(await ask(state, options)).toEqual(expected);
});
