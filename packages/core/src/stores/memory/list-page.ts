import type { ImageRecord } from "../image-record.js";
import type {
  ListPlace,
  ListSort,
  MetadataListPage,
  MetadataListRequest,
} from "../metadata-store.js";

/** The page of `records` behind a place, in the order asked for. */
export function listPage(
  records: readonly ImageRecord[],
  { sort, descending, after, pageSize }: Omit<MetadataListRequest, "status" | "filter">,
): MetadataListPage {
  const direction = descending ? -1 : 1;
  const places = records
    .map((record): ListPlace => ({ value: sortValue(record, sort), id: record.id }))
    .filter((place) => after === null || direction * compare(place, after) > 0)
    .sort((a, b) => direction * compare(a, b));
  const page = places.slice(0, pageSize);
  return {
    ids: page.map(({ id }) => id),
    next: places.length > pageSize ? page.at(-1)! : null,
  };
}

function sortValue(record: ImageRecord, sort: ListSort): number | string {
  switch (sort) {
    case "date":
      return record.createdAt;
    case "name":
      return record.filename;
    case "size":
      return record.fileSize;
  }
}

function compare(a: ListPlace, b: ListPlace): number {
  return byValue(a.value, b.value) || byBytes(a.id, b.id);
}

function byValue(a: number | string, b: number | string): number {
  return typeof a === "number" && typeof b === "number" ? a - b : byBytes(String(a), String(b));
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
