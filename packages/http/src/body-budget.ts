import { RevimgError } from "@revimg/core";

/** How many bytes of bodies a handler holds at one time. */
export interface BodyLimits {
  /** Of all clients. Default 512 MiB. */
  maxBytes?: number;
  /** Of one client. Default half of `maxBytes`. */
  maxBytesPerClient?: number;
}

/** What one request holds. */
export interface HeldBody {
  /** Counts bytes that were kept. Throws `overloaded` when there is no room for them. */
  add(bytes: number): void;
}

const held = new WeakMap<Request, HeldBody>();

/** Bodies are read far below the middleware that knows whose they are. */
export function heldBodyOf(request: Request): HeldBody | undefined {
  return held.get(request);
}

/**
 * Bounds the memory of bodies, those of requests that wait for their turn too. Only
 * bytes that have come count: a client that announces many takes no room.
 */
export class BodyBudget {
  readonly #maxBytes: number;
  readonly #maxBytesPerClient: number;
  readonly #clients = new Map<string, number>();
  #bytes = 0;

  /** Throws `invalid_config` for a limit that is no whole number of at least 1. */
  constructor({ maxBytes = 512 * 1024 * 1024, ...others }: BodyLimits = {}) {
    const { maxBytesPerClient = Math.max(1, Math.floor(maxBytes / 2)), ...unknown } = others;
    const isLimit = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 1;
    if (!isLimit(maxBytes) || !isLimit(maxBytesPerClient) || Object.keys(unknown).length > 0) {
      throw new RevimgError(
        "invalid_config",
        "bodies is { maxBytes, maxBytesPerClient }, both whole numbers of at least 1.",
      );
    }
    this.#maxBytes = maxBytes;
    this.#maxBytesPerClient = maxBytesPerClient;
  }

  /** Bytes held now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Does `work`, which may hold bytes of the request's body until it ends. */
  async during<T>(request: Request, client: string, work: () => Promise<T>): Promise<T> {
    let own = 0;
    held.set(request, {
      add: (bytes) => {
        const ofClient = (this.#clients.get(client) ?? 0) + bytes;
        if (this.#bytes + bytes > this.#maxBytes || ofClient > this.#maxBytesPerClient) {
          throw tooMany();
        }
        own += bytes;
        this.#bytes += bytes;
        this.#clients.set(client, ofClient);
      },
    });
    try {
      return await work();
    } finally {
      held.delete(request);
      this.#bytes -= own;
      const left = (this.#clients.get(client) ?? 0) - own;
      if (left > 0) this.#clients.set(client, left);
      else this.#clients.delete(client);
    }
  }
}

function tooMany(): RevimgError {
  const message = "Too many uploads are under way. Try again in a moment, with fewer at a time.";
  return new RevimgError("overloaded", message, { details: { retryAfterMs: 2000 } });
}
