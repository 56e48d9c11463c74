import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { workerUrl } from "../lib/workers/worker-url.js";
import { ScanHelpers } from "./scan-helpers.js";
import { ScanIndex } from "./scan-index.js";
import { Segment, segmentLayout } from "./segment.js";
import { seededVectors } from "./test-vectors.js";
import { TopCandidates } from "./top-candidates.js";

const built = existsSync(workerUrl("scan-thread"));
if (!built) console.log("Skipped: dist/scan-thread.js is not built, run `pnpm build` first.");

describe.skipIf(!built)("a search on several threads", () => {
  const dimension = 16;
  const rows = 40_000;
  const vectors = seededVectors(rows, dimension, 11);
  const queries = Array.from({ length: 20 }, (_, i) => seededVectors(1, dimension, 100 + i));
  const open: ScanIndex[] = [];

  function makeIndex(threads: number): ScanIndex {
    const index = new ScanIndex({ dimension, threads, threadedFromSlots: 0, segmentRows: 5000 });
    open.push(index);
    return index;
  }

  function fill(index: ScanIndex, from: number, to: number): void {
    for (let slot = from; slot < to; slot++) {
      index.set(slot, vectors.subarray(slot * dimension, (slot + 1) * dimension));
    }
  }

  /** The helpers start on the first search. */
  async function untilReady(index: ScanIndex, helpers: number): Promise<void> {
    index.search(queries[0]!);
    await expect.poll(() => index.helperStats.ready, { timeout: 60_000 }).toBe(helpers);
  }

  afterEach(() => {
    for (const index of open.splice(0)) index.close();
  });

  it.each([2, 3])("answers like a single thread with %i threads", async (threads) => {
    const alone = makeIndex(1);
    const shared = makeIndex(threads);
    fill(alone, 0, rows / 2);
    fill(shared, 0, rows / 2);
    await untilReady(shared, threads - 1);
    for (const query of queries) expect(shared.search(query)).toEqual(alone.search(query));
    // Segments added later reach the helpers too.
    fill(alone, rows / 2, rows);
    fill(shared, rows / 2, rows);
    const search = () => {
      for (const query of queries) expect(shared.search(query)).toEqual(alone.search(query));
      return shared.helperStats.unitsScanned;
    };
    await expect.poll(search, { timeout: 60_000 }).toBeGreaterThan(0);
  });

  it("searches alone while the helpers start and after they ended", async () => {
    const index = makeIndex(2);
    fill(index, 0, 100);
    const before = index.search(queries[0]!);
    expect(index.helperStats.unitsScanned).toBe(0);
    await untilReady(index, 1);
    expect(index.search(queries[0]!)).toEqual(before);
  });

  it("notices when a helper fails", async () => {
    const layout = segmentLayout(4, dimension, 2);
    // A segment that is too small for the layout the helper was told: it throws there.
    const segments = [new Segment(layout)];
    const helpers = new ScanHelpers(1, { ...layout, rows: 1_000_000 });
    const offerWork = async () => {
      helpers.start(segments, 4, 1);
      await delay(50);
      return helpers.finish(new TopCandidates(1));
    };
    await expect.poll(() => helpers.ready, { timeout: 60_000 }).toBe(1);
    // It may take longer than that to begin with what it is offered.
    await expect.poll(offerWork, { timeout: 60_000 }).toBeUndefined();
    expect(helpers.ready).toBe(0);
    expect(await offerWork()).toBe(0);
    helpers.close();
  });
});
