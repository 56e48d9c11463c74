import type { DownloadOptions } from "../../api/indexing.js";
import type { Engine } from "../../engine/engine.js";
import { isRevimgError, RevimgError } from "../../lib/errors.js";
import {
  type FetchedPicture,
  fetchIfChanged,
  type Validators,
} from "../../remote/fetch-picture.js";
import type { ImageRecord } from "../../stores/image-record.js";
import type { Candidate } from "../candidate.js";
import { isPictureError } from "../examine-picture.js";
import { HostTurns } from "./host-turns.js";

/** How often a picture is asked for when the server is in trouble. */
const attempts = 3;

/** The rest before the second attempt; four times as long before the third. */
const firstRestMs = 500;

/** A server that wants to be left alone for longer gives a failure. */
const longestRestMs = 60_000;

/** Fetches the pictures of a run that are named by their addresses. */
export class Downloader {
  readonly #engine: Pick<Engine, "urls" | "decoding">;
  readonly #turns: HostTurns;
  readonly #signal: AbortSignal;

  constructor(
    engine: Pick<Engine, "urls" | "decoding">,
    options: Required<DownloadOptions>,
    signal: AbortSignal,
  ) {
    this.#engine = engine;
    this.#turns = new HostTurns(options);
    this.#signal = signal;
  }

  /**
   * The candidate with its bytes, with the id of the known picture that is still at its
   * address, or with the reason why there is neither. Other candidates stay as they are.
   *
   * @param known the pictures that the index knows at its address
   */
  async complete(candidate: Candidate, known: readonly ImageRecord[]): Promise<Candidate> {
    const { url, bytes, error } = candidate;
    if (url === undefined || bytes || error) return candidate;
    // Of several, nobody could tell which one is meant by "still the same".
    const indexed = known.filter(({ status }) => status === "indexed");
    const [record] = indexed.length === 1 ? indexed : [];
    const validators = record ? validatorsAt(record, url) : {};
    try {
      const fetched = await this.#get(candidate, url, validators);
      if (!fetched) return { ...candidate, validators, stillAtUrl: record!.id };
      const { bytes, ...said } = fetched;
      return { ...candidate, bytes, validators: said };
    } catch (error) {
      this.#signal.throwIfAborted();
      const isOfPicture = candidate.readItem ? isRevimgError(error) : isDownloadError(error);
      if (!isOfPicture) throw error;
      return { ...candidate, error: error as RevimgError };
    }
  }

  /** Null for a picture that is still the one of `known`. */
  async #get(
    { readItem, validators }: Candidate,
    url: string,
    known: Validators,
  ): Promise<FetchedPicture | null> {
    if (!readItem) return this.#inTurn(url, () => this.#fetch(url, known));
    const { etag } = validators;
    if (etag !== undefined && etag === known.etag) return null;
    const { maxBytes } = this.#engine.decoding.limits;
    const signal = this.#signal;
    const bytes = await this.#inTurn(url, () => readItem({ signal, maxBytes }));
    return { bytes, ...validators };
  }

  async #fetch(url: string, known: Validators): Promise<FetchedPicture | null> {
    const { urls: rules, decoding } = this.#engine;
    if (!rules) {
      throw new RevimgError("forbidden_url", "Web addresses are not fetched here (option urls).");
    }
    return fetchIfChanged(url, known, { rules, limits: decoding.limits, signal: this.#signal });
  }

  /** Does it when the host's turn has come, and again when the server was in trouble. */
  async #inTurn<T>(url: string, work: () => Promise<T>): Promise<T> {
    const { hostname: host } = new URL(url);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#turns.take(host, this.#signal, work);
      } catch (error) {
        const restMs = restAfter(error, attempt);
        if (restMs === null) throw error;
        this.#turns.hold(host, restMs);
      }
    }
  }
}

/** How long to wait before a picture is asked for again; null when that would not help. */
function restAfter(error: unknown, attempt: number): number | null {
  if (attempt === attempts || !isRevimgError(error) || !error.retryable) return null;
  const { status, retryAfterMs } = error.details;
  // A host that does not answer at all has used up its time.
  if (error.code === "fetch_failed" && status === undefined) return null;
  const restMs = typeof retryAfterMs === "number" ? retryAfterMs : firstRestMs * 4 ** (attempt - 1);
  return restMs <= longestRestMs ? restMs : null;
}

function validatorsAt({ sources }: ImageRecord, at: string): Validators {
  const source = sources.find(({ path, url }) => path === undefined && url === at);
  const { etag, lastModified } = source ?? {};
  return {
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
  };
}

/** What is wrong with this one address; anything else ends the run. */
function isDownloadError(error: unknown): error is RevimgError {
  const codes = ["fetch_failed", "forbidden_url"] as const;
  return isPictureError(error) || codes.some((code) => isRevimgError(error, code));
}
