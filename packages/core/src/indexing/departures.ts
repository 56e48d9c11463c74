import { sep } from "node:path";
import type { Engine } from "../engine/engine.js";
import type { HeldLease } from "../engine/held-lease.js";
import type { ImageRecord } from "../stores/image-record.js";
import { withoutPaths } from "./merge-record.js";
import { placeOf } from "./missing-places.js";
import { removeImages } from "./remove-images.js";

/** Pictures looked at in one step of `settle`. */
const batchSize = 100;

/**
 * The pictures that a run did not find at their paths. When a path now shows another
 * picture, the old one may still come at another path. It keeps its source until the
 * run has seen everything. Then it leaves the path, and a picture without any source
 * leaves the index.
 *
 * Until then both pictures have a source at the path, in the store. So a run that is
 * killed or stopped early loses nothing: the next run that sees the path finds the old
 * picture there.
 */
export class Departures {
  /** By path, the pictures that it showed before. */
  readonly #replaced = new Map<string, Set<string>>();
  /** By path at which there is no file, the picture that was found elsewhere. */
  readonly #missing = new Map<string, string>();
  readonly #unreadSizes = new Set<number>();
  readonly #folders = new Set<string>();

  /** The run walks through this folder: a file that is not in it is not there. */
  covers(folder: string): void {
    this.#folders.add(folder.endsWith(sep) ? folder : folder + sep);
  }

  /** The run saw picture `id` at `path`, at which the index knows `known`. */
  saw(path: string, id: string, known: readonly string[]): void {
    const others = known.filter((other) => other !== id);
    for (const other of this.#replaced.get(path) ?? []) if (other !== id) others.push(other);
    if (others.length > 0) this.#replaced.set(path, new Set(others));
    else this.#replaced.delete(path);
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
    const pathsOf = new Map<string, string[]>();
    const leave = (id: string, path: string) => {
      const paths = pathsOf.get(id);
      if (paths) paths.push(path);
      else pathsOf.set(id, [path]);
    };
    for (const [path, ids] of this.#replaced) for (const id of ids) leave(id, path);
    for (const [path, id] of this.#missing) if (this.#isCovered(path)) leave(id, path);
    const ids = [...pathsOf.keys()];
    for (let start = 0; start < ids.length; start += batchSize) {
      signal.throwIfAborted();
      const part = ids.slice(start, start + batchSize);
      await engine.writer.own(part, (lease) => this.#letGo(engine, lease, pathsOf), { signal });
    }
  }

  #isCovered(path: string): boolean {
    for (const folder of this.#folders) if (path.startsWith(folder)) return true;
    return false;
  }

  async #letGo(
    engine: Engine,
    lease: HeldLease,
    pathsOf: ReadonlyMap<string, readonly string[]>,
  ): Promise<void> {
    const { metadata } = engine;
    const { owner } = lease;
    const records = (await metadata.get(lease.ids)).filter((record) => record !== null);
    const gone: ImageRecord[] = [];
    const changed: ImageRecord[] = [];
    const left: { id: string; path: string }[] = [];
    for (const record of records) {
      const paths = new Set(pathsOf.get(record.id));
      // Another run may have found the picture there again meanwhile.
      for (const source of record.sources) {
        if (paths.has(source.path ?? "") && (await placeOf(source)) === "there") {
          paths.delete(source.path!);
        }
      }
      const next = withoutPaths(record, paths);
      if (next.sources.length === 0) {
        if (!this.#unreadSizes.has(record.fileSize)) gone.push(record);
      } else if (next.sources.length < record.sources.length) {
        changed.push(next);
        for (const path of paths) left.push({ id: record.id, path });
      }
    }
    // The row first: a kill before the sources go leaves them for the next run to find.
    if (changed.length > 0) await metadata.put(changed, { owner });
    for (const { id, path } of left) await metadata.removeSource(id, { path }, { owner });
    if (gone.length > 0) await removeImages(engine, gone, lease);
  }
}
