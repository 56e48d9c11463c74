import { type BrowserEmbedder, createBrowserEmbedder, isRevimgError } from "@revimg/core/browser";
import { keepPreview } from "~/ask/previews";
import { AskFailed } from "~/ask/send-pictures";
import type { PicturePart } from "~/search/search-address";
import { encodeVector } from "~/search/vector-code";

let loading: Promise<BrowserEmbedder> | undefined;

/**
 * Pictures as vectors that this page has made: no byte of a picture leaves it. Rejects
 * with `AskFailed`.
 */
export async function embedPrivately(
  files: readonly File[],
  signal: AbortSignal,
): Promise<PicturePart[]> {
  try {
    const embedder = await loadedOnce();
    return await Promise.all(files.map((file) => partOf(embedder, file, signal)));
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (isRevimgError(error)) throw new AskFailed({ code: error.code, detail: error.message });
    throw error;
  }
}

async function partOf(
  embedder: BrowserEmbedder,
  file: File,
  signal: AbortSignal,
): Promise<PicturePart> {
  const { vector } = await embedder.embed(file, { signal });
  const id = `${embedder.id}~${encodeVector(vector)}`;
  keepPreview(id, URL.createObjectURL(file));
  return { kind: "vector", id };
}

/** One model for the page; one that could not be loaded is tried anew. */
function loadedOnce(): Promise<BrowserEmbedder> {
  loading ??= createBrowserEmbedder({ manifest: "/model/manifest.json" });
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}
