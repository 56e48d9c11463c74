import { type Revimg, RevimgError } from "@revimg/core";
import { isCollectionName } from "./collection-name.js";

/** Which other indexes a server answers for, at `/c/{collection}/…`. */
export interface CollectionOptions {
  /**
   * Opens a collection when the first request for it comes. The server closes it. `name`
   * has 1 to 63 lower-case letters, digits, `-` or `_`, and is otherwise the client's
   * choice: reject with `not_found` where there is none of this name, and make none.
   */
  open: (name: string, options: { signal: AbortSignal }) => Promise<Revimg>;
  /**
   * Most collections that are open at one time. For another one, the one that was not
   * asked for the longest time is closed; while all are in use, the answer is
   * `overloaded`. Each holds its vectors in memory, and all with the same model share
   * that. Default 16.
   */
  maxOpen?: number;
  /** Milliseconds after which a collection that nobody asks for is closed. Default 600,000. */
  idleMs?: number;
  /** Name under which the server's own index is reached as well. Default: none. */
  ownName?: string;
}

export type CollectionSettings = Required<Omit<CollectionOptions, "ownName">> & {
  ownName: string | null;
};

/** The options with their defaults. Throws `invalid_config` for what is none of them. */
export function readCollectionOptions(options: CollectionOptions): CollectionSettings {
  const { open, maxOpen = 16, idleMs = 600_000, ownName = null, ...others } = options;
  const [unknown] = Object.keys(others);
  const isNatural = (value: number) => Number.isSafeInteger(value) && value >= 1;
  if (unknown !== undefined) {
    refuse(`has no ${unknown}; it has open, maxOpen, idleMs and ownName`);
  }
  if (typeof open !== "function") refuse("needs open, a function from a name to an index");
  // A longer timer would end at once.
  if (!isNatural(maxOpen) || !isNatural(idleMs) || idleMs > 2 ** 31 - 1) {
    refuse("takes whole numbers of at least 1 for maxOpen and idleMs");
  }
  if (ownName !== null && !isCollectionName(ownName)) {
    refuse("takes 1 to 63 lower-case letters, digits, - or _ for ownName");
  }
  return { open, maxOpen, idleMs, ownName };
}

function refuse(reason: string): never {
  throw new RevimgError("invalid_config", `collections ${reason}.`);
}
