import type { ModelFile, ModelManifest } from "../model-files/model-manifest.js";
import { type BrowserCache, browser } from "./browser-globals.js";
import { sha256Of } from "./sha256.js";

const prefix = "revimg-model:";

/**
 * The files of one revision of a model in the browser's Cache Storage, by their
 * SHA-256. A problem of the storage (no room, private mode, a policy) is no failure:
 * the file is fetched, now and the next time.
 */
export class ModelCache {
  readonly #cache: BrowserCache;

  private constructor(cache: BrowserCache) {
    this.#cache = cache;
  }

  /** Null where there is no storage. Removes other revisions of the same model. */
  static async open(manifest: ModelManifest): Promise<ModelCache | null> {
    try {
      const { caches } = browser;
      if (!caches) return null;
      const name = `${prefix}${manifest.id}:${await revisionOf(manifest)}`;
      for (const other of await caches.keys()) {
        const isOlder = other.startsWith(`${prefix}${manifest.id}:`) && other !== name;
        if (isOlder) await caches.delete(other);
      }
      return new ModelCache(await caches.open(name));
    } catch {
      return null;
    }
  }

  /** The stored bytes, unchecked; null when there are none. */
  async read(file: ModelFile): Promise<Uint8Array<ArrayBuffer> | null> {
    try {
      const response = await this.#cache.match(keyOf(file));
      return response ? new Uint8Array(await response.arrayBuffer()) : null;
    } catch {
      return null;
    }
  }

  async write(file: ModelFile, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      await this.#cache.put(keyOf(file), new Response(bytes));
    } catch {
      await this.remove(file);
    }
  }

  async remove(file: ModelFile): Promise<void> {
    await this.#cache.delete(keyOf(file)).catch(() => false);
  }
}

/** A name, not an address: the same file from another mirror is the same file. */
function keyOf({ sha256 }: ModelFile): string {
  return `https://revimg.invalid/sha256/${sha256}`;
}

/** The commit of the repository. A model without one has the hash of its hashes. */
async function revisionOf({ source, image, text, tags }: ModelManifest): Promise<string> {
  if (source) return source.revision;
  const files = [image.files, text?.files, text?.tokenizer, tags];
  const hash = await sha256Of(new TextEncoder().encode(JSON.stringify(files)));
  return hash.slice(0, 40);
}
