import { describe, expect, onTestFinished, test } from "vitest";
import { decodeImage } from "../pictures/decode.js";
import { defaultImageLimits as limits } from "../pictures/limits.js";
import { drawScene } from "../pictures/test-pictures.js";
import { createEmbedder, type EmbedderOptions } from "./create-embedder.js";
import { tinyClip } from "./test-models.js";

const image = await decodeImage(await drawScene(3, 300, 200), { limits });

async function open(options: Partial<EmbedderOptions> = {}) {
  const embedder = await createEmbedder({ model: await tinyClip(), threads: 1, ...options });
  onTestFinished(() => embedder.close());
  return embedder;
}

describe("a deadline", () => {
  test("refuses at once what can't be in time, and serves what can", async () => {
    const embedder = await open();
    await Promise.all(
      Array.from({ length: 16 }, () => embedder.embed(image, { priority: "bulk" })),
    );
    const order: string[] = [];
    const calls = Array.from({ length: 250 }, () =>
      embedder.embed(image, { priority: "query" }).then(() => order.push("served")),
    );
    const hurried = embedder
      .embed(image, { priority: "query", deadlineMs: 1 })
      .catch((error: unknown) => {
        order.push("refused");
        throw error;
      });
    await expect(hurried).rejects.toMatchObject({ code: "overloaded", retryable: true });
    await expect(hurried).rejects.toHaveProperty("details.retryAfterMs", expect.any(Number));
    expect(order).toEqual(["refused"]);
    const patient = embedder.embed(image, { priority: "query", deadlineMs: 600_000 });
    await expect(patient).resolves.toBeDefined();
    await Promise.all(calls);
  });

  test("refuses what still waits when it passes", async () => {
    const embedder = await open();
    // Nothing is measured yet, so the call is let in.
    const calls = Array.from({ length: 200 }, () => embedder.embed(image, { priority: "query" }));
    const late = embedder.embed(image, { priority: "query", deadlineMs: 1 });
    await expect(late).rejects.toMatchObject({
      code: "overloaded",
      message: expect.stringContaining("deadline"),
    });
    await expect(Promise.all(calls)).resolves.toHaveLength(200);
  });

  test("can be given for all queries, and is none of bulk work's", async () => {
    const embedder = await open({ queryDeadlineMs: 1 });
    await Promise.all(Array.from({ length: 8 }, () => embedder.embed(image, { priority: "bulk" })));
    const bulk = Array.from({ length: 100 }, () => embedder.embed(image, { priority: "bulk" }));
    const queries = Array.from({ length: 100 }, () => embedder.embed(image, { priority: "query" }));
    const outcomes = await Promise.allSettled(queries);
    const refused = outcomes.filter(({ status }) => status === "rejected");
    expect(refused.length).toBeGreaterThan(90);
    await expect(Promise.all(bulk)).resolves.toHaveLength(100);
  });

  test("holds for texts", async () => {
    const embedder = await open();
    await embedder.embedTexts(["warm"], { priority: "query" });
    const many = Array.from({ length: 3000 }, (_, index) => `text ${index}`);
    await expect(
      embedder.embedTexts(many, { priority: "query", deadlineMs: 1 }),
    ).rejects.toMatchObject({ code: "overloaded" });
  });
});

describe("a queue", () => {
  test("holds as many as it is told", async () => {
    const embedder = await open({ maxWaiting: 3 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => embedder.embed(image, { priority: "bulk" })),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...new Array(3).fill("fulfilled"),
      ...new Array(2).fill("rejected"),
    ]);
    expect(outcomes[4]).toMatchObject({ reason: { code: "overloaded" } });
  });
});

describe("several workers", () => {
  test("share the queue, and give the vectors of one", async () => {
    const [one, three] = await Promise.all([open(), open({ workers: 3 })]);
    const images = await Promise.all(
      Array.from({ length: 10 }, async (_, seed) =>
        decodeImage(await drawScene(seed, 120, 90), { limits }),
      ),
    );
    const [expected, got] = await Promise.all(
      [one, three].map((embedder) =>
        Promise.all(images.map((each) => embedder.embed(each, { priority: "bulk" }))),
      ),
    );
    expected!.forEach(({ vector }, index) => {
      got![index]!.vector.forEach((value, place) => {
        expect(Math.abs(value - vector[place]!)).toBeLessThan(1e-5);
      });
    });
  });
});
