import type { AttributeCondition, StoreFilter } from "../filter.js";
import type { AttributeValue, Bounds } from "../image-filter.js";

/** A part of a SQL statement with the values of its parameters. */
export interface SqlPart {
  sql: string;
  values: (string | number)[];
}

/** What a row of `images` must meet, part by part, to match: `matchesFilter` in SQL. */
export function filterConditions(filter: StoreFilter): SqlPart[] {
  const { domains, folders, tags, createdAt, width, height, attributes } = filter;
  return [
    ...(domains.length > 0 ? [hasDomain(domains)] : []),
    ...(folders.length > 0 ? [isInFolder(folders)] : []),
    ...tags.map(hasTag),
    ...columnBounds("images.created_at", createdAt),
    ...columnBounds("images.width", width),
    ...columnBounds("images.height", height),
    ...attributes.flatMap(hasAttribute),
  ];
}

/** `image_id` of all pictures found at one of these domains, in order. */
export function idsByDomain(domains: readonly string[]): SqlPart {
  const list = JSON.stringify(domains);
  return {
    sql: `select image_id from image_sources where domain in (select value from json_each(?))
          union select id from images where source_domain in (select value from json_each(?))
          order by 1`,
    values: [list, list],
  };
}

/** `image_id` of all pictures with a file in one of these folders, in order. */
export function idsByFolder(folders: readonly string[]): SqlPart {
  const { sql, values } = pathIsIn(folders);
  return { sql: `select distinct image_id from image_sources where ${sql} order by 1`, values };
}

function isInFolder(folders: readonly string[]): SqlPart {
  const { sql, values } = pathIsIn(folders);
  return {
    sql: `exists (select 1 from image_sources where image_id = images.id and (${sql}))`,
    values,
  };
}

/** What begins with a folder lies between it and the same with the next character at its end. */
function pathIsIn(folders: readonly string[]): SqlPart {
  const next = (folder: string) =>
    folder.slice(0, -1) + String.fromCharCode(folder.charCodeAt(folder.length - 1) + 1);
  return {
    sql: folders.map(() => "(path >= ? and path < ?)").join(" or "),
    values: folders.flatMap((folder) => [folder, next(folder)]),
  };
}

function hasDomain(domains: readonly string[]): SqlPart {
  const list = JSON.stringify(domains);
  return {
    sql: `(images.source_domain in (select value from json_each(?)) or exists (
            select 1 from image_sources
            where image_id = images.id and domain in (select value from json_each(?))))`,
    values: [list, list],
  };
}

function hasTag(tag: string): SqlPart {
  return {
    sql: "exists (select 1 from image_tags where image_id = images.id and tag = ?)",
    values: [tag],
  };
}

function columnBounds(column: string, { gte, lt }: Bounds<number>): SqlPart[] {
  return [
    ...(gte === undefined ? [] : [{ sql: `${column} >= ?`, values: [gte] }]),
    ...(lt === undefined ? [] : [{ sql: `${column} < ?`, values: [lt] }]),
  ];
}

/**
 * Looks for the condition's text first, which passes over most rows several times
 * as fast as reading their JSON does: attributes are stored as `JSON.stringify`
 * writes them, so a row that matches holds the key, and a single value, as it does.
 */
function hasAttribute(condition: AttributeCondition): SqlPart[] {
  const { key } = condition;
  const single =
    "in" in condition && condition.in.length === 1 ? JSON.stringify(condition.in[0]) : "";
  const meets = "in" in condition ? isOneOf(condition.in) : isWithin(condition.bounds);
  return [
    { sql: "instr(images.attributes, ?)", values: [`${JSON.stringify(key)}:${single}`] },
    {
      // A key is there once; as a value this is faster than as an exists().
      sql: `(select ${meets.sql} from json_each(images.attributes) where key = ?)`,
      values: [...meets.values, key],
    },
  ];
}

/** Whole numbers beyond 2^53 are written rounded and SQLite would compare them digit by digit. */
const asNumber = "type in ('integer', 'real') and cast(value as real)";
const asText = "type = 'text' and value";

function isOneOf(wanted: readonly AttributeValue[]): SqlPart {
  const numbers = wanted.filter((value) => typeof value === "number");
  const texts = wanted.filter((value) => typeof value === "string");
  const others = wanted.filter((value) => value === null || typeof value === "boolean");
  return {
    sql: `${asNumber} in (select cast(value as real) from json_each(?))
          or ${asText} in (select value from json_each(?))
          or type in (select value from json_each(?))`,
    values: [numbers, texts, others.map(String)].map((list) => JSON.stringify(list)),
  };
}

function isWithin({ gte, lt }: Bounds<number> | Bounds<string>): SqlPart {
  const parts = [
    ...(gte === undefined ? [] : [{ sql: `${typed(gte)} >= ?`, values: [gte] }]),
    ...(lt === undefined ? [] : [{ sql: `${typed(lt)} < ?`, values: [lt] }]),
  ];
  return allOf(parts);
}

function typed(bound: number | string): string {
  return typeof bound === "number" ? asNumber : asText;
}

/** All parts at once; without any, what is always true. */
export function allOf(parts: readonly SqlPart[]): SqlPart {
  return {
    sql: parts.length === 0 ? "true" : parts.map(({ sql }) => `(${sql})`).join(" and "),
    values: parts.flatMap(({ values }) => values),
  };
}
