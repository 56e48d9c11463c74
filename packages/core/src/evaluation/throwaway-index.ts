import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RevimgOptions } from "../api/options.js";
import type { Revimg } from "../api/revimg.js";
import { engineOf } from "../engine/engine.js";
import { readManifest } from "../engine/index-manifest.js";
import { createRevimg } from "../open/create-revimg.js";

export interface ThrowawayIndex extends AsyncDisposable {
  revimg: Revimg;
}

/**
 * An empty index on the given stores. Disposing it leaves no trace: its collection has
 * a name of its own, and its embedded parts are in a temporary folder. No store keeps
 * originals, so `blobs` is not used; thumbnails are in the temporary folder. Takes the
 * options of `createRevimg`, and rejects as it does.
 */
export async function openThrowawayIndex(options: RevimgOptions = {}): Promise<ThrowawayIndex> {
  const { blobs, dataDirectory, collection, ...others } = options;
  const folder = await mkdtemp(join(tmpdir(), "revimg-eval-"));
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  try {
    const name = `eval-${randomUUID().slice(0, 18)}`;
    const revimg = await createRevimg({ ...others, dataDirectory: folder, collection: name });
    let disposed: Promise<void> | undefined;
    return {
      revimg,
      [Symbol.asyncDispose]() {
        disposed ??= dispose(revimg).finally(removeFolder);
        return disposed;
      },
    };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

async function dispose(revimg: Revimg): Promise<void> {
  const { vectors, metadata } = engineOf(revimg);
  try {
    const manifest = await readManifest(metadata);
    if (manifest) await vectors.drop(manifest.space);
  } finally {
    await metadata.drop().finally(() => revimg.close());
  }
}
