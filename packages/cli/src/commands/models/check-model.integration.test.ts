import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRevimg } from "@revimg/core";
import { buildModelShape } from "@revimg/testing/model-shapes";
import sharp from "sharp";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readLines, runRevimg } from "../../testing/run-revimg.js";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-check-"));
  await buildModelShape("dino", join(directory, "model"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const run = (...words: string[]) =>
  runRevimg(["models", "check", "model", ...words], { directory });

/** Draws pictures, and keeps the vectors that an index makes of them. */
async function writeReference(): Promise<void> {
  const revimg = await createRevimg({
    ...{ dataDirectory: join(directory, "data"), model: join(directory, "model/manifest.json") },
  });
  const lines: string[] = [];
  for (const [name, hue] of [
    ["red.png", 0],
    ["green.png", 120],
  ] as const) {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect width="100%" height="100%" fill="hsl(${hue} 80% 50%)"/><circle cx="120" cy="90" r="60" fill="#fff"/></svg>`;
    const bytes = await sharp(Buffer.from(svg)).png().toBuffer();
    await writeFile(join(directory, "model", name), bytes);
    const vector = await revimg.embedImage(bytes);
    lines.push(JSON.stringify({ file: name, vector: [...vector] }));
  }
  await revimg.close();
  await writeFile(join(directory, "model/vectors.jsonl"), lines.join("\n"));
}

it("says that a manifest fits, as text and as JSON", async () => {
  await writeReference();
  const { stdout, exitCode } = await run();
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^shape-dino \(fp32\): 2 pictures\n/);
  expect(stdout).toMatch(
    /\nCosine with the reference: (?:1\.0|0\.9999)\d* at least \(\w+\.png\), /,
  );
  expect(stdout).toMatch(/\nAll reach 0\.999: the manifest fits\.\n$/);
  const json = await run("--json", "--dtype", "fp16");
  expect(readLines(json.stdout)).toEqual([
    expect.objectContaining({ model: "shape-dino", dtype: "fp16", least: 0.999, below: 0 }),
  ]);
});

it("lists the pictures that a wrong manifest spoils, with exit code 3", async () => {
  await writeReference();
  const path = join(directory, "model/manifest.json");
  const manifest = JSON.parse(await readFile(path, "utf8"));
  manifest.image.output.pooling = "mean";
  await writeFile(path, JSON.stringify(manifest));
  const { stdout, exitCode } = await run();
  expect(exitCode).toBe(3);
  expect(stdout).toMatch(/\n2 of 2 are below 0\.999:\n {2}0\.\d{5} {2}\w+\.png\n/);
  expect(stdout).toContain("look at resize, resizeTo, filter, mean, std and pooling");
});

it("asks for the model, for vectors, and for a cosine", async () => {
  const none = await runRevimg(["models", "check", "."], { directory });
  expect(none.exitCode).toBe(2);
  expect(none.stderr).toContain("--model ./my-model/manifest.json");
  const empty = await run();
  expect(empty.exitCode).toBe(15);
  expect(empty.stderr).toContain("vectors.jsonl");
  const least = await run("--least", "nearly");
  expect(least.exitCode).toBe(2);
  expect(least.stderr).toContain("a number from -1 to 1");
});
