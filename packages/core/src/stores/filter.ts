import { RevimgError } from "../errors.js";
import type { AttributeValue, Bounds, ImageFilter, ImageRecord } from "../types.js";
import { storable } from "./checks.js";

/**
 * A filter as a metadata store receives it: every part is given, times are
 * numbers, single values are lists. A picture matches when every part does; an
 * empty part matches every picture.
 */
export interface StoreFilter {
  /** A source's domain, or `sourceDomain`, is one of these. */
  domains: readonly string[];
  /** The picture carries all of these. */
  tags: readonly string[];
  /** Milliseconds since 1970. */
  createdAt: Bounds<number>;
  /** Pixels. */
  width: Bounds<number>;
  height: Bounds<number>;
  attributes: readonly AttributeCondition[];
}

/**
 * What the attribute of this key must be. Values of another type never match:
 * 5 is not "5". Texts are compared by their UTF-8 bytes, numbers as numbers.
 */
export type AttributeCondition =
  | { key: string; in: readonly AttributeValue[] }
  | { key: string; bounds: Bounds<number> | Bounds<string> };

/** Whether a picture matches: what a store's own way of filtering must agree with. */
export function matchesFilter(record: ImageRecord, filter: StoreFilter): boolean {
  const { domains, tags, createdAt, width, height, attributes } = filter;
  const own = [record.sourceDomain, ...record.sources.map(({ domain }) => domain)];
  return (
    (domains.length === 0 || domains.some((domain) => own.includes(domain))) &&
    tags.every((wanted) => record.tags.some(({ tag }) => tag === wanted)) &&
    isWithin(record.createdAt, createdAt) &&
    isWithin(record.width, width) &&
    isWithin(record.height, height) &&
    attributes.every((condition) => meets(record.attributes, condition))
  );
}

function meets(attributes: ImageRecord["attributes"], condition: AttributeCondition): boolean {
  if (!Object.hasOwn(attributes, condition.key)) return false;
  const value = attributes[condition.key];
  if ("in" in condition) return condition.in.some((wanted) => wanted === value);
  return isWithin(value, condition.bounds);
}

function isWithin(value: unknown, { gte, lt }: Bounds<number> | Bounds<string>): boolean {
  return (
    (gte === undefined || (typeof value === typeof gte && compare(value, gte) >= 0)) &&
    (lt === undefined || (typeof value === typeof lt && compare(value, lt) < 0))
  );
}

function compare(a: unknown, b: number | string): number {
  if (typeof b === "number") return (a as number) - b;
  return Buffer.compare(Buffer.from(a as string), Buffer.from(b));
}

/**
 * Checks a caller's filter and brings it into the stores' form. Throws
 * `invalid_input` with the name of the part that is wrong and what it must be.
 */
export function toStoreFilter(filter: ImageFilter): StoreFilter {
  for (const key of Object.keys(filter)) {
    if (!parts.includes(key)) refuse(`filter.${key}`, `one of ${parts.join(", ")}`);
  }
  const {
    domain = [],
    tags = [],
    createdAt = {},
    width = {},
    height = {},
    attributes = {},
  } = filter;
  if (typeof attributes !== "object" || attributes === null || Array.isArray(attributes)) {
    refuse("filter.attributes", "an object of conditions by attribute");
  }
  // As what it is compared with was stored.
  return storable({
    domains: texts("filter.domain", domain).map((name) =>
      name
        .trim()
        .toLowerCase()
        .replace(/^www\./, ""),
    ),
    tags: texts("filter.tags", tags).map((tag) => tag.trim().toLowerCase()),
    createdAt: bounds("filter.createdAt", createdAt, toTime),
    width: pixels("filter.width", width),
    height: pixels("filter.height", height),
    attributes: Object.entries(attributes).map(([key, value]) => toCondition(key, value)),
  });
}

const parts = ["domain", "tags", "createdAt", "width", "height", "attributes"];

function texts(name: string, value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  if (list.every((text) => typeof text === "string" && text.trim() !== "")) return list;
  return refuse(name, "a text or a list of texts");
}

function pixels(name: string, value: unknown): Bounds<number> {
  if (Number.isInteger(value)) return { gte: value as number, lt: (value as number) + 1 };
  if (typeof value === "number") refuse(name, "a whole number of pixels, or bounds");
  return bounds(name, value, toNumber);
}

function toCondition(key: string, value: unknown): AttributeCondition {
  const name = `filter.attributes.${key}`;
  if (isAttributeValue(value)) return { key, in: [value] };
  if (typeof value !== "object" || value === null) return refuse(name, conditionForms);
  if ("in" in value) {
    const { in: list, ...rest } = value;
    if (Object.keys(rest).length === 0 && Array.isArray(list) && list.every(isAttributeValue)) {
      return { key, in: list };
    }
    return refuse(name, conditionForms);
  }
  const isText = Object.values(value).some((bound) => typeof bound === "string");
  return { key, bounds: isText ? bounds(name, value, toText) : bounds(name, value, toNumber) };
}

const conditionForms =
  "a text, number, boolean or null; { gte, lt } of two numbers or two texts; or { in: [values] }";

function isAttributeValue(value: unknown): value is AttributeValue {
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value === "string" || typeof value === "boolean" || value === null;
}

function bounds<T>(
  name: string,
  value: unknown,
  read: (name: string, value: unknown) => T,
): Bounds<T> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refuse(name, "an object with gte, lt or both");
  }
  const result: Bounds<T> = {};
  for (const [key, bound] of Object.entries(value)) {
    if (key !== "gte" && key !== "lt") refuse(`${name}.${key}`, "gte (at least) or lt (less than)");
    if (bound !== undefined) result[key as "gte" | "lt"] = read(`${name}.${key}`, bound);
  }
  return result;
}

function toNumber(name: string, value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : refuse(name, "a number");
}

function toText(name: string, value: unknown): string {
  return typeof value === "string" ? value : refuse(name, "a text, as the other bound is one");
}

function toTime(name: string, value: unknown): number {
  const time =
    value instanceof Date ? value.getTime() : typeof value === "string" ? Date.parse(value) : value;
  if (typeof time === "number" && Number.isFinite(time)) return time;
  return refuse(name, "a Date, a time such as 2026-01-31T12:00:00Z, or milliseconds since 1970");
}

function refuse(name: string, expected: string): never {
  throw new RevimgError("invalid_input", `${name} must be ${expected}.`, {
    details: { option: name },
  });
}
