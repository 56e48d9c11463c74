import { stat } from "node:fs/promises";
import { type ImageRecord, type IndexItem, type Revimg, webAddress } from "@revimg/core";

/** Where the pictures that failed are to be looked for again. */
export interface FailedPlaces {
  /** Files that are still there. */
  paths: string[];
  /** Addresses, with what was said of their pictures. */
  items: IndexItem[];
  /** Names of files that are gone. */
  gone: string[];
  /** Names of pictures in buckets, which do not say how their servers are reached. */
  objects: string[];
  /** Names of pictures that were sent, and are kept nowhere. */
  sent: string[];
}

export interface FailedPlacesOptions {
  /** Only these pictures. Default: all that failed. */
  ids?: ReadonlySet<string>;
  signal: AbortSignal;
}

/** Looks through the failures of an index. Rejects when a store fails. */
export async function failedPlaces(
  revimg: Pick<Revimg, "list">,
  { ids, signal }: FailedPlacesOptions,
): Promise<FailedPlaces> {
  const paths = new Map<string, string>();
  const items = new Map<string, IndexItem>();
  const [objects, sent]: [string[], string[]] = [[], []];
  for await (const record of failedRecords(revimg, signal)) {
    if (ids !== undefined && !ids.has(record.id)) continue;
    const { filename, sources } = record;
    for (const source of sources) {
      if (source.path !== undefined) paths.set(source.path, filename);
      else if (webAddress(source.url) !== null) items.set(source.url!, itemOf(record, source));
      else if (source.url !== undefined) objects.push(filename);
    }
    if (sources.every(({ path, url }) => path === undefined && url === undefined)) {
      sent.push(filename);
    }
  }
  const gone: string[] = [];
  for (const [path, filename] of paths) {
    if (await stat(path).catch(() => null)) continue;
    paths.delete(path);
    gone.push(filename);
  }
  return { paths: [...paths.keys()], items: [...items.values()], gone, objects, sent };
}

async function* failedRecords(revimg: Pick<Revimg, "list">, signal: AbortSignal) {
  let cursor: string | undefined;
  do {
    const page = await revimg.list({ status: "failed", sort: "name", limit: 500, cursor, signal });
    yield* page.images;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
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
