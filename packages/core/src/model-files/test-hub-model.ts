import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { type Fault, type Hub, type HubRequest, startHub } from "@revimg/testing/hub";
import { expect, onTestFinished } from "vitest";
import { temporaryFolder } from "../testing/temporary.js";
import type { ModelManifest } from "./model-manifest.js";
import type { PullOptions } from "./pull-model.js";

export const revision = "0123456789abcdef0123456789abcdef01234567";
export const imagePath = "onnx/vision.onnx";

export interface HubModel {
  hub: Hub;
  /** Path of the manifest. */
  reference: string;
  cacheDirectory: string;
  /** Of the image tower. */
  bytes: Uint8Array;
  /** Where the image tower ends up. */
  path: string;
  /** Options for `pullModel`: short waits, from the test's hub into the test's cache. */
  options: PullOptions;
}

export interface HubModelOptions {
  size?: number;
  fault?: (request: HubRequest) => Fault | undefined;
  /** Whether the manifest states the sizes. */
  sized?: boolean;
  /** Adds a text tower and a tokenizer. */
  text?: boolean;
  /** What the hub has instead of the image tower's bytes. */
  served?: Uint8Array;
}

const hurried = { attempts: 3, firstDelayMs: 5, maxDelayMs: 200, stallTimeoutMs: 300 };

/**
 * A model of random bytes on a hub of its own. When the test ends, every file in
 * the cache that carries a final name must be a whole and right one.
 */
export async function hubModel({
  size = 3_000_017,
  fault,
  sized = true,
  text = false,
  served,
}: HubModelOptions = {}): Promise<HubModel> {
  const folder = await temporaryFolder();
  const cacheDirectory = join(folder, "cache");
  const bytes = randomBytes(1, size);
  const files = new Map([[imagePath, bytes]]);
  if (text) {
    files.set("onnx/text.onnx", randomBytes(2, 100_000)).set("tokenizer.json", randomBytes(3, 999));
  }
  const describe = (path: string) => describeFile(path, files.get(path)!, sized);
  const manifest = {
    ...imageManifest(describe(imagePath)),
    source: { repository: "someone/a-model", revision },
    ...(text && {
      text: {
        files: { fp32: describe("onnx/text.onnx") },
        tokenizer: describe("tokenizer.json"),
        input: { tensor: "input_ids", contextLength: 77 },
        output: { tensor: "text_embeds" },
      },
    }),
  } satisfies ModelManifest;
  const reference = join(folder, "manifest.json");
  await writeFile(reference, JSON.stringify(manifest));
  const hub = await startHub({
    ...{ repository: "someone/a-model", revision },
    files: new Map([...files, ...(served ? [[imagePath, served] as const] : [])]),
    ...(fault && { fault }),
  });
  onTestFinished(() => hub.close());
  onTestFinished(() => expectOnlyWholeFiles(cacheDirectory, files));
  return {
    ...{ hub, reference, cacheDirectory, bytes },
    path: join(cacheDirectory, "a-model", revision, imagePath),
    options: { endpoint: hub.url, cacheDirectory, retry: hurried },
  };
}

/** A manifest of a model that embeds pictures only. */
export function imageManifest(file: ModelManifest["image"]["files"]["fp32"] & {}): ModelManifest {
  return {
    format: 1,
    id: "a-model",
    description: "Random bytes.",
    license: "MIT",
    dimension: 8,
    preprocessing: 1,
    image: {
      files: { fp32: file },
      input: { tensor: "pixel_values", size: 8, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
      output: { tensor: "image_embeds" },
    },
  };
}

export function describeFile(path: string, bytes: Uint8Array, sized = true) {
  return { path, bytes: sized ? bytes.length : null, sha256: sha256(bytes) };
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Bytes that follow from a seed (a linear congruential generator). */
export function randomBytes(seed: number, size: number): Uint8Array {
  const next = randomNumbers(seed);
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 1) bytes[at] = next(256);
  return bytes;
}

/** Whole numbers below a bound, the same ones for the same seed. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Names of the files in a cache, without locks and notes. */
export async function cachedNames(cacheDirectory: string): Promise<string[]> {
  const entries = await readdir(cacheDirectory, { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(cacheDirectory, join(entry.parentPath, entry.name)))
    .filter((name) => !/^\.(locks|verified)/.test(name))
    .sort();
}

async function expectOnlyWholeFiles(
  cacheDirectory: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  for (const name of await cachedNames(cacheDirectory)) {
    if (/\.part(\.json)?$/.test(name)) continue;
    const [path, content] = [...files].find(([path]) => name.endsWith(path)) ?? [];
    expect(path && basename(path)).toBe(basename(name));
    expect(sha256(await readFile(join(cacheDirectory, name)))).toBe(sha256(content!));
  }
}
