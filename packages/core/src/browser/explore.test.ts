import { readFileSync } from "node:fs";
import { test } from "vitest";
import sharp from "sharp";
import { decodeImage, workingSideFor } from "../image/decode.js";
import { defaultImageLimits } from "../image/limits.js";
import { createEmbedder } from "../model/embedder.js";
import { resolveModel } from "../models/index.js";
test("x", async () => {
  const { names, result, clip } = JSON.parse(readFileSync("/tmp/bs/browser.json", "utf8"));
  for (const model of ["mini", "clip"]) {
    const m = await resolveModel(model === "mini" ? "mini" : `${clip}/manifest.json`);
    const native = await createEmbedder({ model: m });
    const wasm = await createEmbedder({ model: m, runtime: "onnxruntime-web" });
    const rows: [number, number, string][] = [];
    for (const [i, name] of names.entries()) {
      const bytes = readFileSync(`/tmp/bs/photos/${name}`);
      const d = await decodeImage(bytes, { limits: defaultImageLimits, workingSide: workingSideFor(native.inputSize) });
      const a = (await native.embed(d, { priority: "query" })).vector;
      const b = (await wasm.embed(d, { priority: "query" })).vector;
      const c = result[model].vectors[i].v as number[];
      const dot = (x: ArrayLike<number>, y: ArrayLike<number>) => Array.from(x).reduce((s, v, k) => s + v * y[k]!, 0);
      const meta = await sharp(bytes).metadata();
      rows.push([dot(a, c), dot(a, b), `${name} ${d.width}x${d.height} -> ${d.pixelWidth}x${d.pixelHeight} ${meta.chromaSubsampling} icc ${meta.icc?.length} ${meta.space} ${meta.isProgressive}`]);
    }
    rows.sort((x, y) => x[0] - y[0]);
    console.log(model, "wasm min", Math.min(...rows.map((r) => r[1])), rows.slice(0, 8), rows[20]);
    await native.close(); await wasm.close();
  }
});
