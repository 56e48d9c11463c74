import { hash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import { LRUCache } from "lru-cache";
import type { CacheStats } from "../api/stats.js";
import { traceCache } from "../lib/tracing.js";
import type { CacheSettings } from "./cache-options.js";
import { SingleFlight } from "./single-flight.js";

/** `results`: answers of whole searches. `embeddings`: what the model made of a picture or a text. */
type CacheKind = "results" | "embeddings";

export interface CacheRequest {
  kind: CacheKind;
  /** What the value follows from, all of it. As JSON it is the key. */
  of: unknown;
  signal: AbortSignal | undefined;
  /** Milliseconds that the first one to ask leaves to the work; only those with the same share it. */
  deadlineMs?: number | undefined;
}

/** What is kept of one value. */
interface Kept {
  bytes: number;
  /** The value for one more caller. */
  read(): unknown;
}

/**
 * Keeps the results of searches, and forgets the least recently used first. Equal
 * searches at the same time run once. Results are kept as bytes: nobody can change what
 * the next caller gets. Embeddings stay within this package, which only reads them.
 */
export class SearchCache {
  readonly #kept: LRUCache<string, Kept> | null;
  readonly #flights = new SingleFlight<Kept>();
  readonly #counts = {
    results: { hits: 0, shared: 0, misses: 0 },
    embeddings: { hits: 0, shared: 0, misses: 0 },
  };

  /** Null: keeps and shares nothing. */
  constructor(settings: CacheSettings | null) {
    this.#kept =
      settings &&
      new LRUCache({
        max: settings.maxEntries,
        maxSize: settings.maxBytes,
        sizeCalculation: ({ bytes }, key) => bytes + key.length,
      });
  }

  /**
   * The kept value, or else that of `make`. A new value is kept unless `make` fails or
   * `isWorthKeeping` says no. Rejects as `make` does, or with the signal's reason.
   */
  async get<T>(
    { kind, of, signal, deadlineMs }: CacheRequest,
    make: (signal: AbortSignal | undefined) => Promise<T>,
    isWorthKeeping: (value: T) => boolean = () => true,
  ): Promise<T> {
    signal?.throwIfAborted();
    const kept = this.#kept;
    if (!kept) {
      this.#count(kind, "misses");
      return make(signal);
    }
    const key = keyOf([kind, of]);
    const found = kept.get(key);
    if (found) {
      this.#count(kind, "hits");
      return found.read() as T;
    }
    const flight = `${key} ${deadlineMs ?? ""}`;
    this.#count(kind, this.#flights.has(flight) ? "shared" : "misses");
    let own: { value: T } | undefined;
    const shared = await this.#flights.run(flight, signal, async (signal) => {
      const value = await make(signal);
      own = { value };
      const made = kind === "results" ? asBytes(value) : asItIs(value);
      if (isWorthKeeping(value)) kept.set(key, made);
      return made;
    });
    // Who made it needs no copy.
    return own ? own.value : (shared.read() as T);
  }

  stats(): CacheStats {
    const { results, embeddings } = this.#counts;
    return {
      results: { ...results },
      embeddings: { ...embeddings },
      entries: this.#kept?.size ?? 0,
      bytes: this.#kept?.calculatedSize ?? 0,
    };
  }

  close(): Promise<void> {
    return this.#flights.close();
  }

  #count(kind: CacheKind, outcome: "hits" | "shared" | "misses"): void {
    this.#counts[kind][outcome] += 1;
    traceCache({ kind, outcome });
  }
}

function asBytes(value: unknown): Kept {
  const bytes = serialize(value);
  return { bytes: bytes.byteLength, read: () => deserialize(bytes) };
}

function asItIs(value: unknown): Kept {
  return { bytes: bytesOf(value), read: () => value };
}

/** Bytes of plain data in memory, about. */
function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 8;
  return Object.values(value).reduce((sum: number, part) => sum + 8 + bytesOf(part), 0);
}

function keyOf(value: unknown): string {
  return hash("sha256", JSON.stringify(value), "base64");
}
