import {
  type BrowserEmbedder,
  createBrowserEmbedder,
  type LoadProgress,
} from "@revimg/core/browser";
import { element } from "./elements";

const deviceNames = { wasm: "WebAssembly", webgpu: "WebGPU" };

/** Loads the model, and shows how far that is. */
export async function loadModel(): Promise<BrowserEmbedder> {
  const embedder = await createBrowserEmbedder({
    manifest: "/model/manifest.json",
    onProgress: showProgress,
  });
  element("model").textContent = `${embedder.id}, ${embedder.dimension} numbers`;
  element("device").textContent = deviceNames[embedder.device];
  element("loading").hidden = true;
  return embedder;
}

/** Files below this are there at once. */
const worthTelling = 1e6;

function showProgress({ receivedBytes, totalBytes, fromCache }: LoadProgress): void {
  if (totalBytes !== null && totalBytes < worthTelling) return;
  const bar = element<HTMLProgressElement>("progress");
  if (totalBytes !== null) bar.value = receivedBytes / totalBytes;
  const of = totalBytes === null ? "" : ` of ${megabytes(totalBytes)}`;
  element("progress-text").textContent = fromCache
    ? "Loading the model from this browser"
    : `Downloading the model: ${megabytes(receivedBytes)}${of}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
