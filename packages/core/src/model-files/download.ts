import { setTimeout as sleep } from "node:timers/promises";
import { PartFile } from "./part-file.js";
import { TransferError, type TransferOptions, transfer } from "./transfer.js";

/** How often and how long a download tries. */
export interface RetryOptions {
  /** Attempts in a row that bring nothing new, at most. Default 5. */
  attempts?: number;
  /** Milliseconds before the second attempt; doubled for each further one, with chance. Default 500. */
  firstDelayMs?: number;
  /** Longest wait in milliseconds, even when the server asks for more. Default 60,000. */
  maxDelayMs?: number;
  /** Milliseconds without a byte after which a connection is given up. Default 30,000. */
  stallTimeoutMs?: number;
}

export const defaultRetry: Required<RetryOptions> = {
  attempts: 5,
  firstDelayMs: 500,
  maxDelayMs: 60_000,
  stallTimeoutMs: 30_000,
};

/** Far more than any line needs. A server that gives one byte at a time ends here. */
const maxAttempts = 2_000;

export interface DownloadOptions extends Omit<TransferOptions, "stallTimeoutMs"> {
  retry: Required<RetryOptions>;
}

/**
 * Fetches one file to `target`. The file appears there whole, on the disk and with the
 * right hash, or not at all. An earlier run's bytes in `<target>.part` are used. Cuts,
 * stalls and passing refusals are tried again for as long as new bytes arrive. A file
 * with a wrong hash is fetched once more from its first byte, then given up.
 *
 * Resolves to the number of fetched bytes. Rejects with the last `TransferError`, with
 * the signal's reason, or with the error of the disk.
 */
export async function download(target: string, options: DownloadOptions): Promise<number> {
  const part = await PartFile.open(target, options.signal);
  const run = new DownloadRun(part, options);
  try {
    await run.complete();
    await part.finish();
    return run.fetched;
  } catch (error) {
    if (error instanceof TransferError && error.kind === "wrong") await part.discard();
    else await part.close();
    throw error;
  }
}

class DownloadRun {
  fetched = 0;
  /** The most bytes that were there at once. Fetching lost bytes again is no progress. */
  #furthest: number;
  #fruitless = 0;
  #startedAfresh = false;

  constructor(
    private readonly part: PartFile,
    private readonly options: DownloadOptions,
  ) {
    this.#furthest = part.size;
  }

  async complete(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt();
      } catch (error) {
        if (!(error instanceof TransferError) || attempt >= maxAttempts) throw error;
        await this.#recover(error);
      }
    }
  }

  async #attempt(): Promise<void> {
    const { part, options } = this;
    const { bytes, sha256 } = options.file;
    if (bytes !== null && part.size > bytes) await part.restart();
    if (part.size === 0 || part.size !== bytes) await this.#transfer();
    if (part.sha256 !== sha256) throw new TransferError("wrong", "its SHA-256 is another one");
  }

  #transfer(): Promise<void> {
    const { part, options } = this;
    const { retry, onBytes, ...others } = options;
    let before: number | undefined;
    return transfer(part, {
      ...others,
      stallTimeoutMs: retry.stallTimeoutMs,
      onBytes: (received, total) => {
        this.fetched += received - (before ?? received);
        before = received;
        onBytes(received, total);
      },
    });
  }

  /** Waits when another attempt can help; throws when none can. */
  async #recover(error: TransferError): Promise<void> {
    const { part, options } = this;
    const { attempts, firstDelayMs, maxDelayMs } = options.retry;
    if (error.kind === "refused") throw error;
    if (error.kind === "wrong") {
      if (this.#startedAfresh) throw error;
      this.#startedAfresh = true;
      this.#furthest = 0;
      this.#fruitless = 0;
      await part.restart();
    } else {
      this.#fruitless = part.size > this.#furthest ? 0 : this.#fruitless + 1;
      this.#furthest = Math.max(part.size, this.#furthest);
      if (this.#fruitless >= attempts) throw error;
    }
    const backoffMs = firstDelayMs * 2 ** Math.max(0, this.#fruitless - 1);
    const { retryAfterMs = backoffMs * (0.5 + Math.random() / 2) } = error.details;
    await this.#wait(Math.min(retryAfterMs, maxDelayMs));
  }

  async #wait(milliseconds: number): Promise<void> {
    const { signal } = this.options;
    await sleep(milliseconds, undefined, signal && { signal }).catch(() =>
      signal?.throwIfAborted(),
    );
  }
}
