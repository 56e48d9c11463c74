import { isDeepStrictEqual } from "node:util";
import { domainOf } from "../identity.js";
import type { ImageRecord, ImageSource, Tag } from "../types.js";
import type { Candidate } from "./candidates.js";

/** Longest tag that is kept, in UTF-16 units. */
const maxTagLength = 100;

/** What a candidate says about where its picture comes from; null when that is nothing. */
export function sourceOf({ file, metadata }: Candidate): ImageSource | null {
  const source: ImageSource = {};
  const { sourceUrl, pageUrl, title, author, license } = metadata;
  const domain = domainOf(sourceUrl ?? pageUrl);
  if (sourceUrl) source.url = sourceUrl;
  if (pageUrl) source.pageUrl = pageUrl;
  if (domain) source.domain = domain;
  if (file) Object.assign(source, file);
  if (title) source.title = title;
  if (author) source.author = author;
  if (license) source.license = license;
  return Object.keys(source).length > 0 ? source : null;
}

/** The tags a candidate brings with it, tidied: lower case, single spaces, no repeats. */
export function tagsOf({ metadata, tagOrigin }: Candidate): Tag[] {
  const words = (metadata.tags ?? []).map((tag) =>
    tag.trim().replace(/\s+/g, " ").toLowerCase().slice(0, maxTagLength),
  );
  return [...new Set(words)]
    .filter((tag) => tag !== "")
    .map((tag) => ({ tag, confidence: 1, origin: tagOrigin }));
}

/**
 * A known picture with what a candidate adds to it: its source, its tags in
 * place of those of the same origin, and what was still empty.
 */
export function merged(record: ImageRecord, candidate: Candidate): ImageRecord {
  const source = sourceOf(candidate);
  const sources = record.sources.filter((known) => !source || !isSame(known, source));
  if (source) sources.push(source);
  const { tagOrigin, metadata } = candidate;
  const tags = metadata.tags
    ? [...record.tags.filter((tag) => tag.origin !== tagOrigin), ...tagsOf(candidate)]
    : record.tags;
  return {
    ...record,
    originalUrl: record.originalUrl ?? metadata.sourceUrl ?? null,
    sourceDomain: record.sourceDomain ?? source?.domain ?? null,
    title: record.sources.length <= 1 ? (metadata.title ?? record.title) : record.title,
    attributes: { ...record.attributes, ...metadata.attributes },
    sources,
    tags,
  };
}

/** Whether a merge changed anything that a person would notice (a file's time is not). */
export function isVisiblyChanged(before: ImageRecord, after: ImageRecord): boolean {
  return !isDeepStrictEqual(visible(before), visible(after));
}

/** Whether the picture's record already says what the candidate says, file size and time included. */
export function isUnchanged(record: ImageRecord, candidate: Candidate): boolean {
  const source = record.sources.find((known) => known.path === candidate.file?.path);
  return (
    record.status === "indexed" &&
    source?.size === candidate.file?.size &&
    source?.mtimeMs === candidate.file?.mtimeMs &&
    !isVisiblyChanged(record, merged(record, candidate))
  );
}

/** The rule of `MetadataStore.put`: one source a file, else one a URL. */
function isSame(a: ImageSource, b: ImageSource): boolean {
  return a.path === b.path && (a.path !== undefined || a.url === b.url);
}

function visible({ sources, tags, ...row }: ImageRecord) {
  const { title, attributes, originalUrl } = row;
  return {
    title,
    attributes,
    originalUrl,
    sources: sources.map(({ size, mtimeMs, ...source }) => JSON.stringify(source, sorted)).sort(),
    tags: tags.map(({ tag, origin }) => `${origin} ${tag}`).sort(),
  };
}

/** A `JSON.stringify` replacer that writes keys in one order. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
