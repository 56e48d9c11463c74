import type { ListPlace, ListSort, MetadataListRequest } from "@revimg/core";
import { addFilter, Conditions } from "./filter-sql.js";
import type { Row } from "./session.js";
import type { Statements } from "./statements.js";

/** What each sort compares, and how a place's value is read and written. Each has an index. */
const columns: Record<ListSort, { column: string; value: string; read: string }> = {
  date: {
    column: "i.created_at",
    value: "to_timestamp(?::float8 / 1000)",
    read: "extract(epoch from i.created_at) * 1000",
  },
  name: { column: "i.filename", value: "?::text", read: "i.filename" },
  size: { column: "i.file_size", value: "?::bigint", read: "i.file_size" },
};

/** A page of a list, and one row more where there is a next one. */
export function listStatement(
  { schema, hasStatus }: Statements,
  { sort, descending, after, pageSize, status, filter }: MetadataListRequest,
): { text: string; values: unknown[] } {
  const { column, value, read } = columns[sort];
  const [than, direction] = descending ? ["<", "desc"] : [">", "asc"];
  const where = new Conditions();
  if (status !== undefined) where.add(hasStatus[status]);
  if (after !== null) {
    where.add(`(${column}, i.id) ${than} (${value}, ?::text)`, after.value, after.id);
  }
  if (filter) addFilter(where, schema, filter);
  return {
    text: `select i.id, ${read} as value from ${schema}.images i where ${where}
      order by ${column} ${direction}, i.id ${direction} limit $${where.values.length + 1}`,
    values: [...where.values, pageSize + 1],
  };
}

export function toPlace(sort: ListSort, { id, value }: Row): ListPlace {
  return { id: String(id), value: sort === "name" ? String(value) : Number(value) };
}
