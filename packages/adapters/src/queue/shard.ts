import type { IndexFile, IndexItem, IndexOptions } from "@revimg/core";
import type { S3Picture, S3Reader } from "../s3/pictures.js";

/** A picture on the queue: a file, or an item without its bytes. It is kept as JSON. */
export type ShardEntry = IndexFile | Omit<IndexItem, "bytes">;

/** What a job holds. */
export interface Shard extends Pick<IndexOptions, "originals" | "downloads"> {
  entries: ShardEntry[];
  /** How often it was put back because a server was away. */
  outages?: number;
}

/** The entries as `index` takes them. `reader` reads those of buckets. */
export function sourceOf({ entries }: Shard, reader: S3Reader): IndexItem[] {
  return entries.map((entry) => {
    const picture = entry as Partial<S3Picture>;
    const { place, key } = picture;
    return place && key !== undefined ? reader.open({ ...picture, place, key }) : entry;
  });
}

export function isFile(entry: ShardEntry): entry is IndexFile {
  return "path" in entry && !("url" in entry);
}

export function nameOf(entry: ShardEntry): string {
  if (isFile(entry)) return entry.path;
  return entry.filename ?? String(entry.url ?? entry.sourceUrl ?? "a picture");
}

/**
 * Finds out which entries of a shard have no result yet. Results come in the order of the
 * entries, one for each. A folder in the place of a file gives several, under other names:
 * it counts as undone, so that nothing is lost.
 */
export class Remainder {
  readonly #entries: readonly ShardEntry[];
  readonly #undone: ShardEntry[] = [];
  #next = 0;

  constructor(entries: readonly ShardEntry[]) {
    this.#entries = entries;
  }

  /** A picture of this name is done. */
  pass(name: string): void {
    const at = this.#positionOf(name);
    if (at < 0) return;
    this.#undone.push(...this.#entries.slice(this.#next, at));
    this.#next = at + 1;
  }

  get entries(): ShardEntry[] {
    return [...this.#undone, ...this.#entries.slice(this.#next)];
  }

  #positionOf(name: string): number {
    const next = this.#entries[this.#next];
    // An item may share its name with others: its turn says which one it is.
    if (next && !isFile(next)) return this.#next;
    return this.#entries.findIndex(
      (entry, at) => at >= this.#next && isFile(entry) && entry.path === name,
    );
  }
}
