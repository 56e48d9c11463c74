import { RevimgError } from "../lib/errors.js";
import type { ModelFile } from "../model-files/model-manifest.js";

/** A download without progress for this long is given up. */
const stallTimeoutMs = 30_000;

/** An `ArrayBuffer` can hold this much in every browser. */
const mostBytes = 2 ** 31 - 1;

export interface DownloadOptions {
  /** How the browser's HTTP cache is used, as `fetch` takes it. */
  cacheMode: "default" | "no-store" | "reload";
  onProgress(receivedBytes: number, totalBytes: number | null): void;
}

/**
 * Fetches a file of a model. Rejects with `model_unavailable`. The content is not
 * checked here. At most one byte beyond the file's size is taken.
 */
export async function downloadFile(
  url: string,
  file: ModelFile,
  { cacheMode, onProgress }: DownloadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const stall = new AbortController();
  let timer = setTimeout(() => stall.abort(), stallTimeoutMs);
  try {
    // Node's types do not know this option of browsers.
    const request: RequestInit & { cache: string } = { signal: stall.signal, cache: cacheMode };
    const response = await fetch(url, request);
    if (!response.ok || !response.body) {
      throw unavailable(url, file, `it answered with status ${response.status}`, {
        retryable: response.status === 429 || response.status >= 500,
      });
    }
    const total = file.bytes ?? statedBytes(response);
    const received = new ByteCollector(total);
    const reader = response.body.getReader();
    onProgress(0, total);
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => stall.abort(), stallTimeoutMs);
      received.add(next.value);
      onProgress(received.length, total);
      if (received.length > (total ?? mostBytes)) {
        await reader.cancel();
        break;
      }
    }
    return received.take();
  } catch (cause) {
    if (cause instanceof RevimgError) throw cause;
    const reason = stall.signal.aborted
      ? `nothing came for ${stallTimeoutMs / 1000} s`
      : "the connection failed, or the server does not allow this page to read it (CORS)";
    throw unavailable(url, file, reason, { retryable: true, cause });
  } finally {
    clearTimeout(timer);
  }
}

/** An address as a message may show it. */
export function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

function unavailable(
  url: string,
  { path }: ModelFile,
  reason: string,
  options: { retryable: boolean; cause?: unknown },
): RevimgError {
  return new RevimgError(
    "model_unavailable",
    `The model's file ${path} could not be fetched from ${shownUrl(url)}: ${reason}. Check the address (filesBase, endpoint) and the network, and try again.`,
    { ...options, details: { file: path } },
  );
}

/** The size that the server states; null when that is the size of the compressed body. */
function statedBytes({ headers }: Response): number | null {
  const length = Number(headers.get("content-length"));
  return length > 0 && !headers.has("content-encoding") ? length : null;
}

/** Collects bytes as they come; in one piece when their number is known. */
class ByteCollector {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  constructor(expected: number | null) {
    this.#bytes = new Uint8Array(expected ?? 2 ** 20);
  }

  get length(): number {
    return this.#length;
  }

  add(chunk: Uint8Array): void {
    const length = this.#length + chunk.length;
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(length, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(chunk, this.#length);
    this.#length = length;
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }
}
