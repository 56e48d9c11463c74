import type { Response } from "undici";
import type { HubClient } from "./hub-client.js";
import type { ModelFile, ModelSource } from "./model-manifest.js";
import type { PartFile } from "./part-file.js";
import { StallWatch } from "./stall-watch.js";

/**
 * Why a transfer did not end with a whole file.
 * `retry`: trying again may help. `refused`: it won't. `wrong`: the bytes can't be the
 * file.
 */
export class TransferError extends Error {
  override readonly name = "TransferError";

  constructor(
    readonly kind: "retry" | "refused" | "wrong",
    message: string,
    readonly details: { status?: number; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
  }
}

export interface TransferOptions {
  client: HubClient;
  source: ModelSource;
  file: ModelFile;
  /** Milliseconds without a byte after which a transfer is given up. */
  stallTimeoutMs: number;
  /** Called with every piece; `total` is null until it is known. */
  onBytes: (received: number, total: number | null) => void;
  signal?: AbortSignal | undefined;
}

/**
 * One request for the bytes that a part file lacks (RFC 9110, section 14). Resolves
 * when the server has sent the last one. The bytes are not compared with the hash here.
 * Rejects with `TransferError`, with the error of writing the file, or with the
 * signal's reason. Bytes that have arrived are in the part file.
 */
export async function transfer(part: PartFile, options: TransferOptions): Promise<void> {
  const watch = new StallWatch(options.stallTimeoutMs, options.signal);
  try {
    const response = await reaching(watch, () =>
      options.client.get(options.source, options.file.path, {
        headers: rangeHeaders(part),
        signal: watch.signal,
      }),
    );
    watch.touch();
    await receive(part, response, options, watch);
  } finally {
    watch.end();
  }
}

function rangeHeaders({ size, etag }: PartFile): Record<string, string> {
  if (size === 0) return {};
  return { range: `bytes=${size}-`, ...(etag !== null && { "if-range": etag }) };
}

async function receive(
  part: PartFile,
  response: Response,
  { file, onBytes }: TransferOptions,
  watch: StallWatch,
): Promise<void> {
  const total = await readHead(part, response, file).catch(async (error: unknown) => {
    await response.body?.cancel().catch(() => {});
    throw error;
  });
  onBytes(part.size, total);
  if (response.body) {
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reaching(watch, () => reader.read());
      if (done) break;
      watch.touch();
      if (total !== null && part.size + value.length > total) {
        await reader.cancel().catch(() => {});
        throw new TransferError("wrong", `more than ${total} bytes came`);
      }
      await part.append(value);
      onBytes(part.size, total);
    }
  }
  if (total !== null && part.size < total) {
    throw new TransferError("retry", `only ${part.size} of ${total} bytes came`);
  }
}

/** Prepares the part file for the body that follows, and gives the whole file's size. */
async function readHead(
  part: PartFile,
  { status, headers }: Response,
  file: ModelFile,
): Promise<number | null> {
  if (status === 416) {
    throw new TransferError("wrong", `the server's file ends before ${part.size + 1} bytes`);
  }
  if (status !== 200 && status !== 206) throw refusal(status, headers.get("retry-after"));
  const isEncoded = (headers.get("content-encoding") ?? "identity") !== "identity";
  const length = isEncoded ? null : headers.get("content-length");
  let total = length === null ? null : Number(length);
  if (status === 206) {
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get("content-range") ?? "");
    if (!range || Number(range[1]) !== part.size) {
      await part.restart();
      throw new TransferError("retry", "the server sent another range than was asked for");
    }
    total = range[2] === "*" ? null : Number(range[2]);
  } else if (part.size > 0) {
    await part.restart();
  }
  const etag = headers.get("etag");
  // A weak etag does not promise equal bytes, so it must not guard a range (RFC 9110, 13.1.5).
  await part.setEtag(etag === null || etag.startsWith("W/") ? null : etag);
  if (file.bytes !== null && total !== null && total !== file.bytes) {
    throw new TransferError("wrong", `${total} bytes instead of ${file.bytes}`);
  }
  return file.bytes ?? total;
}

function refusal(status: number, retryAfter: string | null): TransferError {
  const passes = status === 408 || status === 425 || status === 429 || status >= 500;
  const retryAfterMs = passes ? readRetryAfter(retryAfter) : undefined;
  return new TransferError(passes ? "retry" : "refused", `it answered with status ${status}`, {
    status,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** Seconds or a date (RFC 9110, section 10.2.3). */
function readRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : undefined;
}

/** Turns an error of the network into a `TransferError`. */
async function reaching<T>(watch: StallWatch, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    watch.throwIfAborted();
    if (watch.stalled) {
      throw new TransferError("retry", `nothing came for ${watch.timeoutMs / 1000} s`, { cause });
    }
    const code = codeOf(cause);
    const isCertificate = /CERT|SIGNATURE|ERR_TLS/.test(code);
    throw new TransferError(
      isCertificate ? "refused" : "retry",
      isCertificate
        ? `its certificate is not trusted (${code}; NODE_EXTRA_CA_CERTS names further ones)`
        : `the connection failed (${code})`,
      { cause },
    );
  }
}

/** A code, or words without an address: an error of the network may hold the whole address. */
function codeOf(error: unknown): string {
  let innermost = "it was cut";
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code, message } = at as NodeJS.ErrnoException;
    if (typeof code === "string") return code;
    if (/^[\w ,.'()-]{1,80}$/.test(message)) innermost = message;
  }
  return innermost;
}
