import { expect, it } from "vitest";
import { Traffic } from "./traffic";

/** Searches by how long they took at most, in seconds, and requests that failed. */
function metrics(buckets: Record<string, number>, failed = 0): string {
  const labels = 'method="POST",route="/api/search"';
  const count = buckets["+Inf"] ?? 0;
  return [
    "# TYPE revimg_http_requests_total counter",
    `revimg_http_requests_total{${labels},status="200"} ${count}`,
    `revimg_http_requests_total{method="GET",route="/api/images",status="503"} ${failed}`,
    'revimg_http_request_duration_seconds_bucket{le="0.1",method="GET",route="/api/images"} 1000',
    ...Object.entries(buckets).map(
      ([bound, value]) =>
        `revimg_http_request_duration_seconds_bucket{le="${bound}",${labels}} ${value}`,
    ),
  ].join("\n");
}

function trafficOf(...texts: (string | Error)[]) {
  let now = 0;
  const traffic = new Traffic({
    async read() {
      now += 30_000;
      const text = texts.shift() ?? new Error("There is no more.");
      if (text instanceof Error) throw text;
      return text;
    },
    now: () => now,
  });
  return traffic;
}

it("tells how many searches there were, and how long they took", async () => {
  const traffic = trafficOf(
    metrics({ "0.1": 10, "0.2": 10, "+Inf": 10 }, 1),
    metrics({ "0.1": 14, "0.2": 18, "+Inf": 18 }, 3),
  );
  await traffic.sample();
  expect(traffic.list()).toEqual([]);
  await traffic.sample();
  const [sample] = traffic.list();
  expect(sample).toMatchObject({ at: 60_000, searchesPerMinute: 16, failed: 2 });
  // Four of eight took at most 0.1 s; the 95th of 100 is nine tenths into the next bucket.
  expect(sample?.medianMs).toBeCloseTo(100);
  expect(sample?.slowMs).toBeCloseTo(190);
});

it("has no times where nobody searched, and skips what could not be read", async () => {
  const text = metrics({ "0.1": 5, "+Inf": 5 });
  const traffic = trafficOf(text, new Error("The store is down."), text);
  for (let count = 0; count < 3; count++) await traffic.sample();
  expect(traffic.list()).toEqual([
    { at: 90_000, searchesPerMinute: 0, medianMs: null, slowMs: null, failed: 0 },
  ]);
});

it("keeps an hour", async () => {
  const traffic = trafficOf(...Array.from({ length: 260 }, () => metrics({ "+Inf": 0 })));
  for (let count = 0; count < 260; count++) await traffic.sample();
  expect(traffic.list()).toHaveLength(240);
  expect(traffic.list().at(-1)?.at).toBe(260 * 30_000);
});
