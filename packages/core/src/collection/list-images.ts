import type { ImageList, ListOptions } from "../api/collection.js";
import type { Engine } from "../engine/engine.js";
import { checkOptions, refuse } from "../lib/call-arguments.js";
import { matchesFilter, toStoreFilter } from "../stores/filter.js";
import type { ListPlace } from "../stores/metadata-store.js";
import { decodeListCursor, encodeListCursor } from "./list-cursor.js";

const [defaultLimit, maxLimit] = [50, 500];

const sorts = ["date", "name", "size"] as const;
const orders = ["ascending", "descending"] as const;
const statuses = ["indexed", "failed"] as const;

/** One page of the pictures of an index. Rejects with `invalid_input` for options that mean nothing. */
export async function listImages(engine: Engine, options: ListOptions): Promise<ImageList> {
  const { metadata } = engine;
  const { signal } = options;
  const { limit, cursor, ...request } = readOptions(options);
  const { sort, descending, status, filter } = request;
  const list: ImageList = { images: [], nextCursor: null };
  let after: ListPlace | null = cursor;
  do {
    const pageSize = limit - list.images.length;
    const { ids, next } = await metadata.list({ ...request, after, pageSize, signal });
    // A row may have changed since its id was read.
    for (const record of await metadata.get(ids, { signatures: false, signal })) {
      if (record?.status !== status || (filter && !matchesFilter(record, filter))) continue;
      list.images.push(record);
    }
    after = next;
  } while (after !== null && list.images.length < limit);
  list.nextCursor = after && encodeListCursor({ sort, descending, place: after });
  return list;
}

function readOptions(options: ListOptions) {
  const known = ["filter", "sort", "order", "limit", "cursor", "status", "signal"];
  checkOptions("list()", options, known);
  const { sort = "date", limit = defaultLimit, status = "indexed", filter, cursor } = options;
  const order = options.order ?? (sort === "name" ? "ascending" : "descending");
  requireOneOf("sort", sort, sorts);
  requireOneOf("order", order, orders);
  requireOneOf("status", status, statuses);
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit) {
    refuse(`limit of list() must be a whole number from 1 to ${maxLimit}.`, "limit");
  }
  const descending = order === "descending";
  return {
    ...{ sort, descending, status, limit },
    ...(filter !== undefined && { filter: toStoreFilter(filter) }),
    cursor: cursor === undefined ? null : decodeListCursor(cursor, { sort, descending }),
  };
}

function requireOneOf(option: string, value: unknown, values: readonly string[]): void {
  if (values.includes(value as string)) return;
  refuse(`${option} of list() must be ${values.join(", ").replace(/, (\w+)$/, " or $1")}.`, option);
}
