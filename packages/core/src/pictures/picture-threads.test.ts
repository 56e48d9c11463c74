import { readdir, readFile } from "node:fs/promises";
import { getPriority } from "node:os";
import type { Worker } from "node:worker_threads";
import sharp from "sharp";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { endKeptThreads } from "../lib/workers/kept-threads.js";
import { defaultImageLimits as limits } from "./limits.js";
import { PictureThreads } from "./picture-threads.js";
import { readForIndex, readForQuery, readThumbnail } from "./read-picture.js";
import { squareGeometry } from "./resize/input-geometry.js";
import { CopyFinder } from "./signature/find-copies.js";
import { drawScene } from "./test-pictures.js";

const reading = { limits, workingSide: 320, input: squareGeometry(64) };
const scenes = await Promise.all(Array.from({ length: 6 }, (_, seed) => drawScene(seed, 500, 375)));
const [scene] = scenes as [Buffer];

const workers: Worker[] = [];
const note = (worker: Worker) => void workers.push(worker);
afterEach(() => {
  process.off("worker", note);
  workers.length = 0;
});

/** New threads, noted in `workers`, that are closed after the test. */
function open(settings: Partial<typeof reading> = {}, count = 1): PictureThreads {
  endKeptThreads("picture-worker");
  process.on("worker", note);
  const threads = new PictureThreads({ ...reading, ...settings }, count);
  onTestFinished(() => threads.close());
  return threads;
}

describe("threads that read pictures", () => {
  test("tell what the functions tell, and leave the bytes as they are", async () => {
    const threads = open();
    const before = Buffer.from(scene);
    expect(await threads.readForIndex(scene, undefined)).toEqual(
      await readForIndex(scene, reading),
    );
    const region = { x: 10, y: 20, width: 300, height: 200 };
    for (const part of [undefined, region]) {
      const read = await threads.readForQuery(scene, part, undefined);
      expect(read).toEqual(await readForQuery(scene, reading, part));
    }
    expect(before.equals(scene)).toBe(true);
  });

  test("tell copies as the finder does, and know a thumbnail from then on", async () => {
    const threads = open();
    const { look } = await threads.readForQuery(scene, undefined, undefined);
    const candidates = await Promise.all(
      scenes.map(async (bytes, i) => {
        const { signature } = await readForIndex(bytes, reading);
        const read = Buffer.from(signature, "base64");
        return { contentHash: `${i}`, signature: read, isAlike: i < 2 };
      }),
    );
    const finder = new CopyFinder();
    const expected = finder.find(look, candidates);
    expect(await threads.findCopies(look, candidates, undefined)).toEqual(expected);
    expect(expected.unknown.map(({ contentHash }) => contentHash)).toContain("0");
    const thumbnails = await Promise.all(
      expected.unknown.map(async ({ contentHash }) => {
        return (await readForIndex(scenes[Number(contentHash)]!, reading)).thumbnail;
      }),
    );
    const more = await finder.compare(look.frame, expected.unknown, thumbnails);
    const args = [look.frame, expected.unknown, thumbnails, undefined] as const;
    expect(await threads.compareCopies(...args)).toEqual(more);
    expect([...more.keys()]).toEqual(["0"]);
    const again = await threads.findCopies(look, candidates, undefined);
    expect(again).toEqual({ copies: more, unknown: [] });
    expect(await threads.readThumbnail(thumbnails[0]!, undefined)).toEqual(
      await readThumbnail(thumbnails[0]!),
    );
    expect(await threads.readThumbnail(Buffer.from("no picture"), undefined)).toBeNull();
  });

  test("start with the first picture, and are shared by many", async () => {
    const threads = open({}, 2);
    expect(workers).toHaveLength(0);
    const many = Array.from({ length: 40 }, (_, i) => scenes[i % scenes.length]!);
    const read = await Promise.all(many.map((each) => threads.readForIndex(each, undefined)));
    expect(workers).toHaveLength(2);
    const expected = await Promise.all(scenes.map((each) => readForIndex(each, reading)));
    expect(read).toEqual(many.map((_, i) => expected[i % scenes.length]));
  });

  test.each([
    ["image_decode_failed", Buffer.from("no picture"), undefined, {}],
    ["unsupported", Buffer.from("%PDF-1.7 and so on"), undefined, {}],
    ["image_too_large", scene, undefined, { maxPixels: 1000 }],
    ["image_too_large", scene, undefined, { maxBytes: 1000 }],
    ["invalid_input", scene, { x: 400, y: 0, width: 200, height: 10 }, {}],
  ] as const)("reject with %s and go on", async (code, bytes, region, less) => {
    const threads = open({ limits: { ...limits, ...less } });
    const direct = await readForQuery(
      bytes,
      { ...reading, limits: { ...limits, ...less } },
      region,
    ).catch((error: unknown) => error);
    const error = await threads.readForQuery(bytes, region, undefined).catch((error) => error);
    expect(error).toMatchObject({ code, message: (direct as Error).message });
    if (Object.keys(less).length > 0) return;
    await expect(threads.readForQuery(scene, undefined, undefined)).resolves.toBeDefined();
  });

  test("keep to the time that a decode may take", async () => {
    // A decoder gives up at the next whole second, so these keep it busy for several.
    const background = { r: 16, g: 32, b: 48, alpha: 0.5 };
    const create = { width: 9900, height: 9900, channels: 4, background } as const;
    const deep = sharp({ create }).toColourspace("rgb16");
    const huge = await deep.png({ compressionLevel: 1 }).toBuffer();
    const threads = open({ limits: { ...limits, decodeTimeoutMs: 1 } });
    const slow = Promise.all(
      Array.from({ length: 8 }, () => threads.readForIndex(huge, undefined)),
    );
    await expect(slow).rejects.toMatchObject({
      code: "image_decode_failed",
      message: expect.stringContaining("took longer than 1 ms"),
    });
  });

  test("reject with the signal's reason, whether the picture waits or is being read", async () => {
    const threads = open();
    const controller = new AbortController();
    const reason = new Error("no longer wanted");
    const calls = Array.from({ length: 30 }, () => threads.readForIndex(scene, controller.signal));
    const other = threads.readForIndex(scene, undefined);
    controller.abort(reason);
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes).toEqual(calls.map(() => ({ status: "rejected", reason })));
    await expect(other).resolves.toBeDefined();
    await expect(threads.readForIndex(scene, controller.signal)).rejects.toBe(reason);
  });

  test("read queries before what is to be indexed, and refuse what has no room to wait", async () => {
    const threads = open();
    const order: string[] = [];
    const bulk = Array.from({ length: 60 }, () =>
      threads.readForIndex(scene, undefined).then(() => order.push("bulk")),
    );
    const query = threads.readForQuery(scene, undefined, undefined);
    await Promise.all([...bulk, query.then(() => order.push("query"))]);
    expect(order.indexOf("query")).toBeLessThan(40);

    const crowd = Array.from({ length: 400 }, () =>
      threads.readForQuery(scene, undefined, undefined),
    );
    const refused = (await Promise.allSettled(crowd)).flatMap((outcome) =>
      outcome.status === "rejected" ? [outcome.reason] : [],
    );
    expect(refused.length).toBeGreaterThan(100);
    for (const error of refused) {
      expect(error).toMatchObject({
        code: "overloaded",
        details: { retryAfterMs: expect.any(Number) },
      });
    }
  });

  test("are replaced when they end, and their pictures are read again", async () => {
    const threads = open();
    await threads.readForIndex(scene, undefined);
    const calls = Promise.all(scenes.map((each) => threads.readForIndex(each, undefined)));
    await workers[0]!.terminate();
    await expect(calls).resolves.toHaveLength(scenes.length);
    expect(workers).toHaveLength(2);
  });

  test("fail a picture when they end over it twice, and only that one", async () => {
    const threads = open();
    await threads.readForIndex(scene, undefined);
    // The first picture that runs alone ends its thread once more.
    let killed = 0;
    const kill = (worker: Worker) => {
      if (++killed === 1) void worker.terminate();
    };
    process.on("worker", kill);
    const calls = Promise.allSettled(scenes.map((each) => threads.readForIndex(each, undefined)));
    await workers[0]!.terminate();
    const outcomes = await calls;
    process.off("worker", kill);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "image_decode_failed", message: expect.stringContaining("twice") },
    });
  });

  test.runIf(process.platform === "linux")("give way to the caller's thread", async () => {
    await open().readForIndex(scene, undefined);
    const niceness = await Promise.all(
      (await readdir("/proc/self/task")).map(async (thread) => {
        const stat = await readFile(`/proc/self/task/${thread}/stat`, "utf8").catch(() => "");
        // The name, in brackets, may hold spaces; the niceness is the 17th number behind it.
        return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]);
      }),
    );
    expect(niceness).toContain(5);
    expect(getPriority()).toBe(0);
  });

  test("reject what waits once they are closed, end when no index comes for them, and are not started again", async () => {
    const threads = open();
    const calls = Promise.allSettled(
      Array.from({ length: 30 }, () => threads.readForIndex(scene, undefined)),
    );
    await Promise.all([threads.close(), threads.close()]);
    const outcomes = await calls;
    expect(outcomes.at(-1)).toMatchObject({ reason: { code: "disposed" } });
    await expect(threads.readForIndex(scene, undefined)).rejects.toMatchObject({
      code: "disposed",
    });
    expect(workers).toHaveLength(1);
    await vi.waitFor(() => expect(workers[0]!.threadId).toBe(-1), { timeout: 30_000 });
  });
});
