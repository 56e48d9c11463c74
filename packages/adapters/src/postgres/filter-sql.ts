import type { AttributeCondition, Bounds, StoreFilter } from "@revimg/core";

/** Conditions on a row `i` of `images`, and the values that their placeholders stand for. */
export class Conditions {
  readonly values: unknown[] = [];
  readonly #parts: string[] = [];

  /** Adds a condition; each `?` in it stands for the next value. */
  add(condition: string, ...values: unknown[]): void {
    const pieces = condition.split("?");
    this.#parts.push(
      pieces.slice(1).reduce((text, piece, i) => {
        this.values.push(values[i]);
        return `${text}$${this.values.length}${piece}`;
      }, pieces[0] ?? ""),
    );
  }

  toString(): string {
    return this.#parts.length === 0 ? "true" : this.#parts.join("\n and ");
  }
}

/** Adds the conditions of `filter`. They agree with `matchesFilter` of core on every record. */
export function addFilter(where: Conditions, s: string, filter: StoreFilter): void {
  const { domains, folders, tags, createdAt, width, height, attributes } = filter;
  if (domains.length > 0) {
    // One list of ids from two indexes. An `or` across the tables would use neither index.
    where.add(
      `i.id in (
        select id from ${s}.images where source_domain = any(?::text[])
        union all
        select image_id from ${s}.image_sources where domain = any(?::text[])
      )`,
      domains,
      domains,
    );
  }
  if (folders.length > 0) {
    where.add(
      `i.id in (select image_id from ${s}.image_sources where path is not null
        and (${folders.map(() => isInFolder).join(" or ")}))`,
      ...folders.flatMap((folder) => [folder, behind(folder), folder]),
    );
  }
  for (const tag of new Set(tags)) {
    where.add(`i.id in (select image_id from ${s}.image_tags where tag = ?)`, tag);
  }
  addTimes(where, createdAt);
  addPixels(where, "i.width", width);
  addPixels(where, "i.height", height);
  for (const condition of attributes) addAttribute(where, condition);
}

/**
 * Paths may be longer than an entry of an index. The index is of their beginnings, and so
 * are the first two conditions, which no path in the folder fails.
 */
const isInFolder = `(left(path, 512) collate "C" >= left(?::text, 512)
  and left(path, 512) collate "C" <= left(?::text, 512)
  and starts_with(path, ?::text))`;

/** Behind all texts that begin with this one. */
function behind(text: string): string {
  const last = text.length - 1;
  return text.slice(0, last) + String.fromCharCode(text.charCodeAt(last) + 1);
}

/**
 * Times are kept to the microsecond. Bounds outside the range of the column become
 * its infinities.
 */
function addTimes(where: Conditions, { gte, lt }: Bounds<number>): void {
  const seconds = (time: number) => Math.ceil(time * 1000) / 1e6;
  if (gte !== undefined)
    where.add("i.created_at >= to_timestamp(?::float8)", inYears(seconds(gte)));
  if (lt !== undefined) where.add("i.created_at < to_timestamp(?::float8)", inYears(seconds(lt)));
}

/** The range of a timestamp ends in 4714 BC and in the year 294276. */
function inYears(seconds: number): number {
  if (seconds < -210_866_803_200) return Number.NEGATIVE_INFINITY;
  return seconds > 9_224_318_015_999 ? Number.POSITIVE_INFINITY : seconds;
}

/** Sizes are whole numbers, so a bound between two of them is rounded up. */
function addPixels(where: Conditions, column: string, { gte, lt }: Bounds<number>): void {
  const whole = (bound: number) => Math.max(-(2 ** 52), Math.min(2 ** 52, Math.ceil(bound)));
  if (gte !== undefined) where.add(`${column} >= ?::bigint`, whole(gte));
  if (lt !== undefined) where.add(`${column} < ?::bigint`, whole(lt));
}

function addAttribute(where: Conditions, condition: AttributeCondition): void {
  const { key } = condition;
  if ("in" in condition) {
    const objects = condition.in.map((value) => JSON.stringify({ [key]: value }));
    const values = condition.in.map((value) => JSON.stringify(value));
    where.add("i.attributes -> ?::text = any(?::jsonb[])", key, values);
    // Means the same as the line above, in a form for which the index of attributes is used.
    const contained = objects.map(() => "i.attributes @> ?::jsonb").join(" or ");
    where.add(contained ? `(${contained})` : "false", ...objects);
    return;
  }
  where.add("jsonb_exists(i.attributes, ?::text)", key);
  const { gte, lt } = condition.bounds;
  addAttributeBound(where, key, ">=", gte);
  addAttributeBound(where, key, "<", lt);
}

/**
 * Numbers are compared as JSON numbers, and texts by their bytes. The order of JSON
 * texts would depend on the database's language.
 */
function addAttributeBound(
  where: Conditions,
  key: string,
  operator: ">=" | "<",
  bound: number | string | undefined,
): void {
  if (bound === undefined) return;
  const type = typeof bound === "number" ? "number" : "string";
  where.add(`jsonb_typeof(i.attributes -> ?::text) = '${type}'`, key);
  if (typeof bound === "number") {
    where.add(`i.attributes -> ?::text ${operator} ?::jsonb`, key, JSON.stringify(bound));
  } else {
    where.add(`(i.attributes ->> ?::text) collate "C" ${operator} ?`, key, bound);
  }
}
