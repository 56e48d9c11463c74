import type { Engine } from "../engine/engine.js";
import type { HeldLease } from "../engine/held-lease.js";
import type { ImageRecord } from "../stores/image-record.js";
import type { SourcePlace } from "../stores/same-source.js";
import { placeNameOf, withoutPlaces } from "./merge-record.js";
import { placeOf } from "./missing-places.js";
import { removeImages } from "./remove-images.js";

/**
 * Takes away the places (paths, and addresses of downloads) at which leased pictures are not any more, and the pictures that
 * are then nowhere. Resolves to how many pictures left the index.
 *
 * @param unreadSizes bytes of files that could not be read: a picture of such a size may
 *   be in one of them, so it stays
 */
export async function letGo(
  engine: Engine,
  lease: HeldLease,
  placesOf: ReadonlyMap<string, readonly string[]>,
  unreadSizes: ReadonlySet<number>,
): Promise<number> {
  const { metadata } = engine;
  const { owner } = lease;
  const records = (await metadata.get(lease.ids)).filter((record) => record !== null);
  const gone: ImageRecord[] = [];
  const changed: ImageRecord[] = [];
  const left: { id: string; source: SourcePlace }[] = [];
  for (const record of records) {
    const places = new Set(placesOf.get(record.id));
    // Another run may have found the picture there again meanwhile.
    for (const source of record.sources) {
      if (places.has(source.path ?? "") && (await placeOf(source)) === "there") {
        places.delete(source.path!);
      }
    }
    const next = withoutPlaces(record, places);
    if (next.sources.length === 0) {
      if (!unreadSizes.has(record.fileSize)) gone.push(record);
    } else if (next.sources.length < record.sources.length) {
      changed.push(next);
      for (const source of record.sources) {
        if (places.has(placeNameOf(source) ?? "")) left.push({ id: record.id, source });
      }
    }
  }
  // The row first: a kill before the sources go leaves them for the next run to find.
  if (changed.length > 0) await metadata.put(changed, { owner });
  for (const { id, source } of left) await metadata.removeSource(id, source, { owner });
  if (gone.length > 0) await removeImages(engine, gone, lease);
  return gone.length;
}
