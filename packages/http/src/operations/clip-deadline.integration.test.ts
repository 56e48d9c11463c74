import { createRevimg, type Revimg } from "@revimg/core";
import { createMemory, memoryBlobs, memoryMetadata, memoryVectors } from "@revimg/core/memory";
import { clipModelFolder } from "@revimg/testing/clip-model";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Problem } from "../problem.js";
import { type RunningServer, serve } from "../serve.js";
import { drawPicture, formOf, jsonOf } from "../test-index.js";
import type { SearchLimits } from "./fair-turns.js";

/** `full` has the shape of ViT-B/32, with random weights of 350 MB. */
const size = process.env.REVIMG_TEST_CLIP === "full" ? "full" : "tiny";
const count = 24;

let revimg: Revimg;
let pictures: Uint8Array[];

beforeAll(async () => {
  const model = `${await clipModelFolder({ size, dtype: "fp32" })}/manifest.json`;
  const memory = createMemory();
  revimg = await createRevimg({
    model,
    vectors: memoryVectors({ memory }),
    metadata: memoryMetadata({ memory }),
    blobs: memoryBlobs({ memory }),
    // Each search must run the model.
    cache: false,
  });
  pictures = [];
  for (let seed = 0; seed < count; seed++) pictures.push(await drawPicture(seed, 240, 180));
  const items = pictures.map((bytes, i) => ({ bytes, filename: `${i}.jpg` }));
  for await (const _ of revimg.index(items));
}, 300_000);
afterAll(() => revimg?.close());

/** All pictures are searched for at once; the statuses of the answers. */
async function searchAll({ url }: RunningServer): Promise<number[]> {
  return Promise.all(
    pictures.map(async (bytes) => {
      const answer = await fetch(`${url}/search`, { method: "POST", body: formOf(bytes) });
      if (answer.status === 200) await answer.text();
      else {
        expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
        expect((await jsonOf<Problem>(answer)).code).toBe("overloaded");
      }
      return answer.status;
    }),
  );
}

it.each<[string, SearchLimits, (statuses: Set<number>) => void]>([
  [
    "that few can keep refuses the others, and none fails",
    { concurrent: 1, deadlineMs: 1 },
    (statuses) => expect([...statuses].filter((status) => status !== 200)).toEqual([503]),
  ],
  [
    "that all can keep refuses none",
    { deadlineMs: 600_000 },
    (statuses) => expect([...statuses]).toEqual([200]),
  ],
])("on a model of CLIP's shape, a deadline %s", async (_, searches, check) => {
  const access = { metrics: "open" } as const;
  const server = await serve({ revimg, port: 0, searches, access });
  try {
    check(new Set(await searchAll(server)));
    // Nothing of what was refused is left.
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toMatch(/^revimg_searches_running 0$/m);
    expect(metrics).toMatch(/^revimg_searches_waiting 0$/m);
  } finally {
    await server.close();
  }
});
