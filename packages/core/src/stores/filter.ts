import { resolve, sep } from "node:path";
import { nearestName } from "../lib/did-you-mean.js";
import { RevimgError } from "../lib/errors.js";
import { domainOf } from "../lib/identity.js";
import { storable } from "./checks.js";
import type { AttributeValue, Bounds, ImageFilter } from "./image-filter.js";
import type { ImageRecord } from "./image-record.js";

/**
 * A filter as a metadata store receives it. Every part is given, times are numbers,
 * single values are lists. A picture matches when every part matches. An empty part
 * matches every picture.
 */
export interface StoreFilter {
  /** A source's domain, or `sourceDomain`, is one of these. */
  domains: readonly string[];
  /**
   * The path of a source begins with one of these: absolute paths of folders, each with
   * the separator at its end.
   */
  folders: readonly string[];
  /** The picture carries all of these. */
  tags: readonly string[];
  /** Milliseconds since 1970. */
  createdAt: Bounds<number>;
  /** Pixels. */
  width: Bounds<number>;
  height: Bounds<number>;
  attributes: readonly AttributeCondition[];
}

/** The filter that every picture matches. */
export const everyPicture: StoreFilter = {
  domains: [],
  folders: [],
  tags: [],
  createdAt: {},
  width: {},
  height: {},
  attributes: [],
};

/**
 * What the attribute of this key must be. Values of another type never match: 5 is not
 * "5". Texts are compared by their UTF-8 bytes, numbers as numbers.
 */
export type AttributeCondition =
  | { key: string; in: readonly AttributeValue[] }
  | { key: string; bounds: Bounds<number> | Bounds<string> };

/** Whether a picture matches. A store's own filtering must agree with this. */
export function matchesFilter(record: ImageRecord, filter: StoreFilter): boolean {
  const { domains, folders, tags, createdAt, width, height, attributes } = filter;
  const own = [record.sourceDomain, ...record.sources.map(({ domain }) => domain)];
  return (
    (domains.length === 0 || domains.some((domain) => own.includes(domain))) &&
    (folders.length === 0 || record.sources.some(({ path }) => isInOne(path, folders))) &&
    tags.every((wanted) => record.tags.some(({ tag }) => tag === wanted)) &&
    isWithin(record.createdAt, createdAt) &&
    isWithin(record.width, width) &&
    isWithin(record.height, height) &&
    attributes.every((condition) => meets(record.attributes, condition))
  );
}

function isInOne(path: string | undefined, folders: readonly string[]): boolean {
  return path !== undefined && folders.some((folder) => path.startsWith(folder));
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
 * Checks a caller's filter and brings it into the stores' form. Throws `invalid_input`
 * that names the wrong part and says what it must be.
 */
export function toStoreFilter(filter: ImageFilter): StoreFilter {
  if (typeof filter !== "object" || filter === null || Array.isArray(filter)) {
    refuse("filter", 'an object of conditions, such as { domain: "example.org" }');
  }
  requireKnown("filter", filter, parts);
  const {
    domain = [],
    folder = [],
    tags = [],
    createdAt = {},
    width = {},
    height = {},
    attributes = {},
  } = filter;
  if (typeof attributes !== "object" || attributes === null || Array.isArray(attributes)) {
    refuse("filter.attributes", "an object of conditions by attribute");
  }
  // The stored values went through the same function.
  return storable({
    domains: texts("filter.domain", domain).map(toDomain),
    folders: texts("filter.folder", folder).map(toFolder),
    tags: texts("filter.tags", tags).map(toTag),
    createdAt: bounds("filter.createdAt", createdAt, toTime),
    width: pixels("filter.width", width),
    height: pixels("filter.height", height),
    attributes: Object.entries(attributes).map(([key, value]) => toCondition(key, value)),
  });
}

const parts = ["domain", "folder", "tags", "createdAt", "width", "height", "attributes"];

function texts(name: string, value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  if (list.every((text) => typeof text === "string" && text.trim() !== "")) return list;
  return refuse(name, "a text or a list of texts");
}

/** The form that `domainOf` gives to a source's address. */
function toDomain(text: string): string {
  const name = text.trim();
  const host = /^[a-z][a-z\d+.-]*:\/\//i.test(name) ? domainOf(name) : undefined;
  const domain = /[\s/?#@\\]/.test(name) ? undefined : domainOf(`http://${name}`);
  const hasPort = /:\d*$/.test(name) && !name.endsWith("]");
  if (domain !== undefined && !hasPort) return domain;
  const near = host ?? domain;
  const hint = near === undefined ? "such as example.org" : `here ${JSON.stringify(near)}`;
  return refuse("filter.domain", `the host name of a source alone, ${hint}`);
}

/** As the paths of sources are kept. */
function toFolder(text: string): string {
  const path = resolve(text);
  return path.endsWith(sep) ? path : path + sep;
}

/** The form that pictures' tags are tidied to. */
function toTag(text: string): string {
  return text.trim().replace(/\s+/g, " ").toLowerCase();
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
  requireKnown(name, value, ["gte", "lt"]);
  const result: Bounds<T> = {};
  for (const [key, bound] of Object.entries(value)) {
    if (bound !== undefined) result[key as "gte" | "lt"] = read(`${name}.${key}`, bound);
  }
  const { gte, lt } = result as Bounds<number> | Bounds<string>;
  if (gte !== undefined && lt !== undefined && compare(gte, lt) >= 0) {
    refuse(`${name}.lt`, "above gte: nothing is at least gte and less than lt");
  }
  return result;
}

function toNumber(name: string, value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : refuse(name, "a number");
}

function toText(name: string, value: unknown): string {
  return typeof value === "string"
    ? value
    : refuse(name, "a text, because the other bound is a text");
}

function toTime(name: string, value: unknown): number {
  const time =
    value instanceof Date ? value.getTime() : typeof value === "string" ? parseTime(value) : value;
  if (typeof time === "number" && Math.abs(time) <= maxTime) return time;
  return refuse(
    name,
    "a Date, a day or time that exists such as 2026-01-31 or 2026-01-31T12:00:00Z, or milliseconds since 1970",
  );
}

/** The last time that a `Date` can hold, in milliseconds (ECMA-262, section 21.4.1.1). */
const maxTime = 8.64e15;

/**
 * ISO 8601 to milliseconds. NaN for anything else, at which `Date.parse` would guess,
 * and for the 30th of February.
 */
function parseTime(text: string): number {
  const form =
    /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|[+-](\d\d):(\d\d))?)?)?)?$/;
  const digits = form.exec(text.trim());
  if (!digits) return Number.NaN;
  const [year, month = 1, day = 1, hour = 0, minute = 0, second = 0, ...offset] = digits
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const lastDay = new Date(Date.UTC(2000 + (year! % 400), month, 0)).getUTCDate();
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= lastDay;
  const [offsetHour = 0, offsetMinute = 0] = offset;
  const isTime = hour <= 23 && minute <= 59 && second <= 59;
  const exists = isDay && isTime && offsetHour <= 23 && offsetMinute <= 59;
  return exists ? Date.parse(text.trim()) : Number.NaN;
}

/** An unknown name is most likely a known one misspelt. */
function requireKnown(name: string, value: object, known: readonly string[]): void {
  const other = Object.keys(value).find((key) => !known.includes(key));
  if (other === undefined) return;
  const near = nearestName(other, known);
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  refuse(`${name}.${other.slice(0, 40)}`, `one of ${known.join(", ")}`, hint);
}

function refuse(name: string, expected: string, hint = ""): never {
  throw new RevimgError("invalid_input", `${name} must be ${expected}.${hint}`, {
    details: { option: name },
  });
}
