import type { Engine } from "../engine/engine.js";
import { everyPicture } from "../stores/filter.js";
import type { ImageRecord } from "../stores/image-record.js";
import type { Departures } from "./departures.js";
import { placeOf } from "./missing-places.js";

/** Ids asked for at once: a store may begin each answer with all of a folder. */
const pageSize = 5_000;

/** Pictures looked at together. */
const batchSize = 250;

/** Files of a folder that the index knows. */
interface Known {
  total: number;
  gone: number;
}

export type PruneStep =
  | { type: "pruning"; folder: string; gone: number; total: number; refused: boolean }
  | { type: "pruned"; folder: string; removed: number };

/**
 * Removes what the index knows in the folders of a run and what is not there any more.
 * All files of a folder are counted first. Where more than half of them are gone, the
 * disk may be missing and not the files: nothing is removed then, unless `isForced`.
 */
export async function* prune(
  engine: Engine,
  departures: Departures,
  { isForced, signal }: { isForced: boolean; signal: AbortSignal },
): AsyncGenerator<PruneStep> {
  for (const folder of departures.roots) {
    const known: Known = { total: 0, gone: 0 };
    for await (const page of pages(engine, folder, signal)) {
      const gone = await goneFrom(page, folder);
      known.total += page.reduce((sum, record) => sum + pathsIn(record, folder).length, 0);
      for (const paths of gone.values()) known.gone += paths.length;
    }
    if (known.gone === 0) continue;
    const refused = !isForced && 2 * known.gone > known.total;
    yield { type: "pruning", folder, ...known, refused };
    if (refused) continue;
    let removed = 0;
    for await (const page of pages(engine, folder, signal)) {
      const gone = await goneFrom(page, folder);
      removed += await departures.letGo(engine, [...gone.keys()], gone, signal);
    }
    yield { type: "pruned", folder, removed };
  }
}

async function* pages(
  { metadata }: Engine,
  folder: string,
  signal: AbortSignal,
): AsyncGenerator<ImageRecord[]> {
  const filter = { ...everyPicture, folders: [folder] };
  for (let after: string | null = null; ; ) {
    const { ids, next } = await metadata.scan({ after, pageSize, filter, signal });
    for (let start = 0; start < ids.length; start += batchSize) {
      const batch = ids.slice(start, start + batchSize);
      const records = await metadata.get(batch, { signatures: false, signal });
      yield records.filter((record) => record !== null);
    }
    if (next === null) return;
    after = next;
  }
}

/** By the id of the picture, its paths in the folder at which there is no file. */
async function goneFrom(
  records: readonly ImageRecord[],
  folder: string,
): Promise<Map<string, string[]>> {
  const gone = new Map<string, string[]>();
  await Promise.all(
    records.map(async (record) => {
      const paths: string[] = [];
      for (const source of record.sources) {
        if (!source.path?.startsWith(folder)) continue;
        if ((await placeOf(source)) === "missing") paths.push(source.path);
      }
      if (paths.length > 0) gone.set(record.id, paths);
    }),
  );
  return gone;
}

function pathsIn({ sources }: ImageRecord, folder: string): string[] {
  return sources.flatMap(({ path }) => (path?.startsWith(folder) ? [path] : []));
}
