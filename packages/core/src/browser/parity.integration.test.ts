import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launchChromium } from "@revimg/testing/browser";
import { clipModelFolder } from "@revimg/testing/clip-model";
import { buildModelShape } from "@revimg/testing/model-shapes";
import type { Browser } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEmbedder } from "../inference/create-embedder.js";
import type { Embedder, Embedding } from "../inference/embedder.js";
import { resolveModel } from "../model-files/index.js";
import { decodeImage, workingSideFor } from "../pictures/decode.js";
import { defaultImageLimits } from "../pictures/limits.js";
import { resizedSide } from "../pictures/resize/input-geometry.js";
import { drawScene } from "../pictures/test-pictures.js";
import { noBrowser } from "./testing/browser-wanted.js";
import {
  type EmbedderPage,
  openEmbedderPage,
  startEmbedderServer,
} from "./testing/embedder-page.js";

const leastCosine = 0.9999;
const mini = fileURLToPath(new URL("../../models/mini", import.meta.url));

/** One scene in the forms that pictures come in, by what a browser makes of each. */
async function drawPictures(): Promise<Map<string, Buffer>> {
  const scene = await drawScene(7, 641, 427);
  const large = await drawScene(8, 4000, 3000);
  const hole = await sharp({
    create: { width: 300, height: 200, channels: 4, background: "#00000000" },
  })
    .png()
    .toBuffer();
  return new Map([
    ["plain.png", scene],
    ["4:2:0.jpg", await sharp(scene).jpeg({ quality: 85 }).toBuffer()],
    ["4:4:4.jpg", await sharp(scene).jpeg({ chromaSubsampling: "4:4:4" }).toBuffer()],
    ["progressive.jpg", await sharp(scene).jpeg({ progressive: true }).toBuffer()],
    ["grey.jpg", await sharp(scene).greyscale().jpeg().toBuffer()],
    ["turned.jpg", await sharp(scene).withMetadata({ orientation: 6 }).jpeg().toBuffer()],
    ["mirrored.jpg", await sharp(scene).withMetadata({ orientation: 5 }).jpeg().toBuffer()],
    ["display-p3.jpg", await sharp(scene).withIccProfile("p3").jpeg().toBuffer()],
    ["lossy.webp", await sharp(scene).webp().toBuffer()],
    ["lossy.avif", await sharp(scene).avif().toBuffer()],
    ["palette.gif", await sharp(scene).gif().toBuffer()],
    ["16-bit.png", await sharp(scene).toColourspace("rgb16").png().toBuffer()],
    [
      "transparent.png",
      await sharp(scene)
        .ensureAlpha(0.6)
        .composite([{ input: hole, blend: "dest-out" }, { input: hole }])
        .png()
        .toBuffer(),
    ],
    ["white on nothing.png", await lightStar().png().toBuffer()],
    ["white on nothing.webp", await lightStar().webp({ lossless: true }).toBuffer()],
    ["small.png", await sharp(scene).resize(40, 27).png().toBuffer()],
    ["panorama.jpg", await sharp(scene).resize(3000, 200, { fit: "fill" }).jpeg().toBuffer()],
    ["12 megapixels.jpg", await sharp(large).jpeg({ quality: 90 }).toBuffer()],
  ]);
}

/** Shows on black only. Its middle square shows less than the whole. */
function lightStar() {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="420"><path d="M450 20 540 160 860 210 540 280 450 400 360 280 40 210 360 160Z" fill="#fff"/></svg>`;
  return sharp(Buffer.from(svg));
}

/** Every form is tried once with each model of ours. More threads and other models read the same pixels. */
const fewForms = ["plain.png", "4:2:0.jpg", "turned.jpg", "transparent.png", "panorama.jpg"];

/** Between them: squash and pad, all filters, pooled tokens, external data, padded texts. */
const shapesHere = ["siglip", "wide", "external"] as const;

const addressOf = (picture: string) => `/pictures/${picture}`;

interface Answer {
  vector: number[];
  tags: Embedding["tags"];
}

describe.skipIf(noBrowser)("the same file in Node and in a browser", () => {
  let browser: Browser;
  let served: Awaited<ReturnType<typeof startEmbedderServer>>;
  let clip: string;
  let shapes: string;
  let page: EmbedderPage;
  let pictures: Map<string, Buffer>;

  beforeAll(async () => {
    pictures = await drawPictures();
    clip = await clipModelFolder({ size: "tiny", inputSize: 224 });
    shapes = await mkdtemp(join(tmpdir(), "revimg-parity-"));
    const files = new Map<string, Uint8Array | string>();
    for (const [name, bytes] of pictures) files.set(`/pictures/${name}`, bytes);
    for (const name of readdirSync(mini)) files.set(`/mini/${name}`, join(mini, name));
    for (const name of readdirSync(clip)) files.set(`/clip/${name}`, join(clip, name));
    for (const shape of shapesHere) {
      await buildModelShape(shape, join(shapes, shape));
      for (const name of await readdir(join(shapes, shape), { recursive: true })) {
        files.set(`/${shape}/${name}`, join(shapes, shape, name));
      }
    }
    served = await startEmbedderServer(files);
    browser = await launchChromium();
    page = await openEmbedderPage(browser, served.server.url);
  });

  afterAll(async () => {
    await browser?.close();
    await served?.server[Symbol.asyncDispose]();
    await rm(shapes, { recursive: true, force: true });
  });

  async function embedInNode(embedder: Embedder, names: string[]): Promise<Embedding[]> {
    const options = {
      limits: defaultImageLimits,
      workingSide: workingSideFor(resizedSide(embedder.input)),
    };
    const decoded = await Promise.all(
      names.map((name) => decodeImage(pictures.get(name)!, options)),
    );
    return Promise.all(decoded.map((image) => embedder.embed(image, { priority: "query" })));
  }

  test.each([
    ["mini", 1],
    ["mini", 2],
    ["clip", 1],
    ["clip", 2],
  ])("gives the same embedding: %s, %i threads in the browser", async (name, threads) => {
    const model = await resolveModel(name === "mini" ? name : join(clip, "manifest.json"));
    await using native = closing(await createEmbedder({ model }));
    await using wasm = closing(await createEmbedder({ model, runtime: "onnxruntime-web" }));
    // Each thread of ONNX Runtime loads its code anew.
    const threadFiles = () =>
      served.server.requests.filter((path) => path.includes("/ort.wasm")).length;
    const before = threadFiles();
    const opened = await page.act<{ key: number; id: string; device: string; dimension: number }>(
      "open",
      { manifest: `/${name}/manifest.json`, threads },
    );
    expect(opened).toMatchObject({ id: native.it.id, device: "wasm", dimension: 512 });
    const names = threads === 1 ? [...pictures.keys()] : fewForms;
    const inBrowser = await page.act<Answer[]>("embed", opened.key, names.map(addressOf));
    expect(threadFiles() - before).toBe(threads);
    const inNode = await embedInNode(native.it, names);
    const onWasm = await embedInNode(wasm.it, names);
    for (const [index, picture] of names.entries()) {
      const { vector, tags } = inNode[index]!;
      expect(cosine(vector, onWasm[index]!.vector), `${picture} in Node`).toBeGreaterThan(
        leastCosine,
      );
      expect(cosine(vector, inBrowser[index]!.vector), picture).toBeGreaterThan(leastCosine);
      expect(Math.hypot(...inBrowser[index]!.vector)).toBeCloseTo(1, 5);
      expect(inBrowser[index]!.tags.length).toBe(tags.length);
      for (const [place, tag] of tags.entries()) {
        expect(inBrowser[index]!.tags[place]!.confidence).toBeCloseTo(tag.confidence, 1);
      }
    }
  });

  test.each(shapesHere)("gives the same embedding with a model like %s", async (shape) => {
    const model = await resolveModel(join(shapes, shape, "manifest.json"));
    await using native = closing(await createEmbedder({ model }));
    const { key } = await page.act<{ key: number }>("open", {
      manifest: `/${shape}/manifest.json`,
    });
    const inBrowser = await page.act<Answer[]>("embed", key, fewForms.map(addressOf));
    const inNode = await embedInNode(native.it, fewForms);
    for (const [index, picture] of fewForms.entries()) {
      const { vector } = inBrowser[index]!;
      expect(cosine(inNode[index]!.vector, vector), picture).toBeGreaterThan(leastCosine);
    }
  });

  test.each(["clip", "siglip"])("gives texts the same embedding with %s", async (name) => {
    const texts = ["a photo of a cat", "two dogs &amp; a  cat", "", "sunset ".repeat(100)];
    const folder = name === "clip" ? clip : join(shapes, name);
    const model = await resolveModel(join(folder, "manifest.json"));
    await using native = closing(await createEmbedder({ model }));
    const expected = await native.it.embedTexts(texts, { priority: "query" });
    const { key, readsText } = await page.act<{ key: number; readsText: boolean }>("open", {
      manifest: `/${name}/manifest.json`,
    });
    expect(readsText).toBe(true);
    const vectors = await page.act<number[][]>("embedTexts", key, texts);
    expect(vectors.length).toBe(texts.length);
    for (const [index, vector] of vectors.entries()) {
      expect(cosine(expected[index]!, vector), texts[index]).toBeGreaterThan(leastCosine);
    }
  });

  test("reads a JPEG's pixels as Node does, to the byte", async () => {
    const raw = await sharp(pictures.get("4:2:0.jpg")).raw().toBuffer();
    const ofBrowser = await page.page.evaluate(`(async () => {
      const blob = await (await fetch("/pictures/4:2:0.jpg")).blob();
      const bitmap = await createImageBitmap(blob);
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
      canvas.drawImage(bitmap, 0, 0);
      const { data } = canvas.getImageData(0, 0, bitmap.width, bitmap.height);
      const digest = await crypto.subtle.digest("SHA-256", data.filter((_, i) => i % 4 < 3));
      return [...new Uint8Array(digest)];
    })()`);
    expect(ofBrowser).toEqual([...createHash("sha256").update(raw).digest()]);
  });
});

function cosine(a: Float32Array, b: ArrayLike<number>): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

/** For `await using`, which an `Embedder` itself isn't made for. */
function closing(it: Embedder) {
  return { it, [Symbol.asyncDispose]: () => it.close() };
}
