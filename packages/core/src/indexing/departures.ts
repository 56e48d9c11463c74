import { sep } from "node:path";
import type { Engine } from "../engine/engine.js";
import type { HeldLease } from "../engine/held-lease.js";
import { letGo } from "./let-go.js";

/** Pictures looked at in one step of `settle`. */
const batchSize = 100;

/**
 * The pictures that a run did not find at their places. A place is a path, or the
 * address that a picture is fetched from. When a place now shows another picture, the
 * old one may still come at another place. It keeps its source until the run has seen
 * everything. Then it leaves the place, and a picture without any source leaves the
 * index.
 *
 * Until then both pictures have a source at the place, in the store. So a run that is
 * killed or stopped early loses nothing: the next run that sees the place finds the old
 * picture there.
 */
export class Departures {
  /** By place, the pictures that it showed before. */
  readonly #replaced = new Map<string, Set<string>>();
  /** By path at which there is no file, the picture that was found elsewhere. */
  readonly #missing = new Map<string, string>();
  readonly #unreadSizes = new Set<number>();
  readonly #folders = new Set<string>();

  /** The run walks through this folder: a file that is not in it is not there. */
  covers(folder: string): void {
    this.#folders.add(folder.endsWith(sep) ? folder : folder + sep);
  }

  /** The run saw picture `id` at `place`, at which the index knows `known`. */
  saw(place: string, id: string, known: readonly string[]): void {
    const others = known.filter((other) => other !== id);
    for (const other of this.#replaced.get(place) ?? []) if (other !== id) others.push(other);
    if (others.length > 0) this.#replaced.set(place, new Set(others));
    else this.#replaced.delete(place);
  }

  /** The run saw picture `id` elsewhere, and no file at `path`. */
  missed(path: string, id: string): void {
    this.#missing.set(path, id);
  }

  /** The run met a file of so many bytes that it could not read: any picture of that size may be in it. */
  couldNotRead(bytes: number): void {
    this.#unreadSizes.add(bytes);
  }

  /** Removes what is gone. Call it once the run has seen everything. */
  async settle(engine: Engine, signal: AbortSignal): Promise<void> {
    const placesOf = new Map<string, string[]>();
    const leave = (id: string, place: string) => {
      const places = placesOf.get(id);
      if (places) places.push(place);
      else placesOf.set(id, [place]);
    };
    for (const [place, ids] of this.#replaced) for (const id of ids) leave(id, place);
    for (const [path, id] of this.#missing) if (this.#isCovered(path)) leave(id, path);
    const ids = [...placesOf.keys()];
    for (let start = 0; start < ids.length; start += batchSize) {
      signal.throwIfAborted();
      const part = ids.slice(start, start + batchSize);
      await this.letGo(engine, part, placesOf, signal);
    }
  }

  /**
   * Takes away the places at which pictures are not any more, and the pictures that are
   * then nowhere. Resolves to how many pictures left the index.
   */
  async letGo(
    engine: Engine,
    ids: readonly string[],
    placesOf: ReadonlyMap<string, readonly string[]>,
    signal: AbortSignal,
  ): Promise<number> {
    const leave = (lease: HeldLease) => letGo(engine, lease, placesOf, this.#unreadSizes);
    const left = await engine.writer.own(ids, leave, { signal });
    return left.reduce((sum, count) => sum + count, 0);
  }

  /** The folders that the run walked through, each with the separator at its end; none lies in another. */
  get roots(): string[] {
    const roots: string[] = [];
    // What lies in a folder comes right behind it.
    for (const folder of [...this.#folders].sort()) {
      const last = roots.at(-1);
      if (last === undefined || !folder.startsWith(last)) roots.push(folder);
    }
    return roots;
  }

  #isCovered(path: string): boolean {
    for (const folder of this.#folders) if (path.startsWith(folder)) return true;
    return false;
  }
}
