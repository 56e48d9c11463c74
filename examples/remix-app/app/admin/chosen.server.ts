import type { FilterRequest, IndexedImage, RevimgClient } from "@revimg/http/client";
import { fieldsOf, filterOf } from "./picture-list.server";

/** Pictures that are to change together: by ids, or all that match. */
export type Chosen = { ids: string[] } | { filter: FilterRequest };

/** Null where an address names neither. */
export function chosenIn(parameters: URLSearchParams): Chosen | null {
  const ids = [...new Set(parameters.getAll("id"))];
  if (ids.length > 0) return { ids };
  const filter = filterOf(fieldsOf(parameters));
  return filter && { filter };
}

/** The chosen pictures, at most `limit`; those that are gone are left out. */
export async function chosenPictures(
  client: RevimgClient,
  chosen: Chosen,
  limit: number,
): Promise<IndexedImage[]> {
  const images: IndexedImage[] = [];
  if ("ids" in chosen) {
    for (const id of chosen.ids.slice(0, limit)) {
      const image = await client.getImage(id);
      if (image) images.push(image);
    }
    return images;
  }
  for await (const page of client.imagePages({ filter: chosen.filter, limit: 500 })) {
    images.push(...page.images);
    if (images.length >= limit) break;
  }
  return images.slice(0, limit);
}
