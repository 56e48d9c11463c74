import { basename } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { ImageRecord, ImageSource, Tag } from "../stores/image-record.js";
import { isSameSource } from "../stores/same-source.js";
import type { Candidate } from "./candidate.js";
import { tidyTags } from "./given-tags.js";
import { sourceOf } from "./source-of.js";

/**
 * A known picture with what a candidate says of it. The candidate's source takes
 * the place of the one that was known there. Paths that are `missing` come last, so
 * that a moved picture shows first where it is now.
 */
export function merged(
  record: ImageRecord,
  candidate: Candidate,
  missing: readonly string[] = [],
): ImageRecord {
  const said = sourceOf(candidate);
  const at = record.sources.findIndex((known) => isSameSource(known, said));
  const source = at === -1 ? said : withEarlier(said, record.sources[at]!);
  const sources = at === -1 ? [...record.sources, source] : record.sources.with(at, source);
  const gone = new Set(missing);
  const isMissing = ({ path }: ImageSource) => path !== undefined && gone.has(path);
  return {
    ...withSources(record, [
      ...sources.filter((known) => !isMissing(known)),
      ...sources.filter((known) => isMissing(known)),
    ]),
    attributes: { ...record.attributes, ...candidate.metadata.attributes },
  };
}

/** What a place of pictures is called: a path, or an address. The two are never alike. */
export function placeNameOf({ path, url }: ImageSource): string | undefined {
  return path ?? url;
}

/**
 * The picture without the sources at some places. What only they said of it is kept
 * at the first path that stays: a moved picture does not forget where it came from.
 */
export function withoutPlaces(record: ImageRecord, places: ReadonlySet<string>): ImageRecord {
  const isLeft = (source: ImageSource) => places.has(placeNameOf(source) ?? "");
  const staying = record.sources.filter((source) => !isLeft(source));
  const heir = staying.findIndex(({ path }) => path !== undefined);
  const said = record.sources.find((source) => isLeft(source) && saysSomething(source));
  if (said && heir !== -1 && !staying.some(saysSomething)) {
    staying[heir] = withStatements(staying[heir]!, said);
  }
  return withSources(record, staying);
}

/**
 * The picture with these sources in place of its own, and with what its row says
 * because a source said it: name, title, address and the tags of people and files.
 * What no source said stays.
 */
export function withSources(record: ImageRecord, sources: readonly ImageSource[]): ImageRecord {
  const before = record.sources;
  const follow = <T>(
    value: T | null,
    read: (source: ImageSource) => T | undefined,
    given = before.some((source) => read(source) === value),
  ): T | null => (value === null || given ? (firstOf(sources, read) ?? null) : value);
  const filename = follow<string>(record.filename, nameOf) ?? record.filename;
  return {
    ...record,
    filename,
    title: follow<string>(record.title, ({ title }) => title),
    originalUrl: follow<string>(record.originalUrl, ({ url }) => url),
    sourceDomain: follow<string>(record.sourceDomain, ({ domain }) => domain),
    sources: [...sources],
    tags: tagsWith(record, sources),
  };
}

/**
 * Whether a merge changed anything that a person would notice. A file's times, what a
 * server said to be asked by, and the order of sources do not count.
 */
export function isVisiblyChanged(before: ImageRecord, after: ImageRecord): boolean {
  return !isDeepStrictEqual(visible(before, after), visible(after, before));
}

/** Whether the picture's record already says what the candidate says: of a file, size and times included. */
export function isUnchanged(record: ImageRecord, candidate: Candidate): boolean {
  const said = sourceOf(candidate);
  const known = record.sources.find((source) => isSameSource(source, said));
  const { attributes = {} } = candidate.metadata;
  return (
    record.status === "indexed" &&
    known !== undefined &&
    isDeepStrictEqual({ ...record.attributes, ...attributes }, record.attributes) &&
    isDeepStrictEqual(withoutEmptyTags(known), withoutEmptyTags(withEarlier(said, known)))
  );
}

/**
 * Fills a source from an earlier one. A file that says nothing keeps what was said
 * before. A picture in memory keeps everything that it does not say anew. It also keeps
 * its tags when nothing tells it from another one handed over with the same bytes.
 */
function withEarlier(source: ImageSource, earlier: ImageSource): ImageSource {
  if (source.path !== undefined) {
    return saysSomething(source) ? source : withStatements(source, earlier);
  }
  // What a server says now takes the place of all that it said before.
  const { etag, lastModified, ...others } = earlier;
  const next: ImageSource = { ...(source.url === undefined ? earlier : others), ...source };
  const isNamed = source.url !== undefined || source.pageUrl !== undefined;
  if (!isNamed && source.tags && source.tags.length > 0) {
    next.tags = tidyTags([...(earlier.tags ?? []), ...source.tags]).tags;
  }
  return next;
}

function withStatements(
  source: ImageSource,
  { path, size, mtimeMs, ctimeMs, etag, lastModified, ...said }: ImageSource,
): ImageSource {
  return { ...said, ...source };
}

/** Whether anything is known of a source but the file that it is. */
function saysSomething({ path, size, mtimeMs, ctimeMs, ...said }: ImageSource): boolean {
  return Object.keys(said).length > 0;
}

/** Tags of people come with pictures in memory, tags of files with files. */
function tagsWith(record: ImageRecord, sources: readonly ImageSource[]): Tag[] {
  const before = new Set(record.sources.flatMap(keysOf));
  const tags = record.tags.filter(({ tag, origin }) => !before.has(`${origin} ${tag}`));
  const present = new Set(tags.map(({ tag, origin }) => `${origin} ${tag}`));
  for (const key of sources.flatMap(keysOf)) {
    if (present.has(key)) continue;
    present.add(key);
    const space = key.indexOf(" ");
    const origin = key.slice(0, space) as Tag["origin"];
    tags.push({ tag: key.slice(space + 1), confidence: 1, origin });
  }
  return tags;
}

function keysOf({ path, tags }: ImageSource): string[] {
  return (tags ?? []).map((tag) => `${path === undefined ? "user" : "file"} ${tag}`);
}

function nameOf({ path }: ImageSource): string | undefined {
  return path === undefined ? undefined : basename(path);
}

function firstOf<T>(
  sources: readonly ImageSource[],
  read: (source: ImageSource) => T | undefined,
): T | undefined {
  for (const source of sources) {
    const value = read(source);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** What a person sees of a record. Sources that are the very same in both are left out: there may be thousands. */
function visible(
  { sources, tags, title, attributes, originalUrl }: ImageRecord,
  other: ImageRecord,
) {
  const same = new Set(other.sources);
  return {
    title,
    attributes,
    originalUrl,
    sources: sources
      .filter((source) => !same.has(source))
      .map(({ size, mtimeMs, ctimeMs, etag, lastModified, ...source }) =>
        JSON.stringify(withoutEmptyTags(source), sorted),
      )
      .sort(),
    tags: tags.map(({ tag, origin }) => `${origin} ${tag}`).sort(),
  };
}

function withoutEmptyTags({ tags, ...source }: ImageSource): ImageSource {
  return tags && tags.length > 0 ? { ...source, tags: tags.toSorted() } : source;
}

/** A `JSON.stringify` replacer that writes keys in one order. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
