import { type ImageRecord, type IndexItem, type Revimg, webAddress } from "@revimg/core";

/** Where the pictures that failed are to be looked for again. */
export interface FailedPlaces {
  paths: string[];
  /** Addresses, with what was said of their pictures. */
  items: IndexItem[];
  /** Addresses in buckets, which do not say how their servers are reached. */
  objects: number;
}

export async function failedPlaces(revimg: Revimg, signal: AbortSignal): Promise<FailedPlaces> {
  const paths = new Set<string>();
  const items = new Map<string, IndexItem>();
  let objects = 0;
  let cursor: string | undefined;
  do {
    const page = await revimg.list({ status: "failed", sort: "name", limit: 500, cursor, signal });
    for (const record of page.images) {
      for (const source of record.sources) {
        if (source.path !== undefined) paths.add(source.path);
        else if (webAddress(source.url) !== null) items.set(source.url!, itemOf(record, source));
        else if (source.url !== undefined) objects++;
      }
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return { paths: [...paths], items: [...items.values()], objects };
}

/** The picture gets a new row when it is there, so all that was said of it is said again. */
function itemOf({ attributes }: ImageRecord, source: ImageRecord["sources"][number]): IndexItem {
  const { url, pageUrl, title, author, license, tags } = source;
  return {
    ...(url !== undefined && { url }),
    ...(pageUrl !== undefined && { pageUrl }),
    ...(title !== undefined && { title }),
    ...(author !== undefined && { author }),
    ...(license !== undefined && { license }),
    ...(tags !== undefined && { tags }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
  };
}
