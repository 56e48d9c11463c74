import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildClipModel, type ClipModelOptions } from "./build-clip-model.js";
import type { ClipManifest } from "./clip-manifest.js";

/** Goes up with any change that changes what is built. */
const builderVersion = 2;

/**
 * The folder of a model with these options, built the first time it is asked for
 * and kept below the system's folder for temporary files. Don't write into it:
 * every test and bench that wants the same model gets the same folder.
 */
export async function clipModelFolder(options: ClipModelOptions): Promise<string> {
  const parent = join(tmpdir(), "revimg-clip-models");
  const folder = join(parent, await keyOf(options));
  if (await isWhole(folder)) return folder;

  await mkdir(parent, { recursive: true });
  const building = await mkdtemp(`${folder}-building-`);
  try {
    await buildClipModel({ ...options, directory: building });
    await putInPlace(building, folder);
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return folder;
}

async function keyOf(options: ClipModelOptions): Promise<string> {
  const { size, seed = 1, dtype = "fp32", tokenizerFile } = options;
  const tokenizer = tokenizerFile === undefined ? null : await readFile(tokenizerFile, "utf8");
  const entries = Object.entries({ ...options, seed, dtype, tokenizerFile: tokenizer });
  const known = entries.filter(([, value]) => value !== undefined && value !== null).sort();
  const hash = createHash("sha256")
    .update(JSON.stringify([builderVersion, known]))
    .digest("hex");
  return `${size}-${dtype}-${hash.slice(0, 16)}`;
}

/** Whether all files are there: temporary folders are swept one old file at a time. */
async function isWhole(folder: string): Promise<boolean> {
  try {
    const content = await readFile(join(folder, "manifest.json"), "utf8");
    const { image, text } = JSON.parse(content) as ClipManifest;
    const files = [...Object.values(image.files), ...Object.values(text.files), text.tokenizer];
    const sizes = await Promise.all(files.map(({ path }) => stat(join(folder, path))));
    return sizes.every(({ size }, index) => size === files[index]!.bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

/** Another process may have been faster: then its folder, which has the same bytes, stays. */
async function putInPlace(built: string, folder: string): Promise<void> {
  try {
    await rename(built, folder);
  } catch (error) {
    if (await isWhole(folder)) return;
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOTEMPTY" && code !== "EEXIST" && code !== "EPERM") throw error;
    await rm(folder, { recursive: true });
    await rename(built, folder);
  }
}
