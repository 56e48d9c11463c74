import type { Engine } from "../engine/engine.js";
import type { ImageRecord } from "../stores/image-record.js";
import type { ListPlace } from "../stores/metadata-store.js";
import type { DuplicateSettings } from "./duplicate-settings.js";

const pageSize = 200;

/** The pictures of an index after a place, the newest first, down to a date. */
export async function* listNewest(
  { metadata }: Pick<Engine, "metadata">,
  { after, since }: Pick<DuplicateSettings, "after" | "since">,
  signal: AbortSignal,
): AsyncGenerator<ImageRecord> {
  const request = { sort: "date", descending: true, status: "indexed", pageSize, signal } as const;
  let place = after;
  do {
    const page = await metadata.list({ ...request, after: place });
    for (const record of await metadata.get(page.ids, { signatures: false, signal })) {
      // A row may have changed since its id was read.
      if (record?.status !== "indexed") continue;
      if (since !== undefined && record.createdAt < since) return;
      yield record;
    }
    place = page.next;
  } while (place !== null);
}

/** Where a picture stands in that order. */
export function placeOf({ createdAt, id }: ImageRecord): ListPlace {
  return { value: createdAt, id };
}
