import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { IndexEntry, IndexItem, IndexSource, SourceProblem } from "../api/indexing.js";
import { locatePath, systemPath } from "../files/file-path.js";
import { unreadable } from "../files/unreadable.js";
import { isRevimgError } from "../lib/errors.js";
import { abortable } from "./async-queues.js";
import type { CandidateOptions } from "./candidate.js";
import { isPattern, matchPattern } from "./path-pattern.js";
import { type Found, walkFolder } from "./walk-folder.js";

/**
 * What a source names, before anything of it is read: an item with its place in the
 * source, counted from 1; a problem; or a path and `root`, the highest folder to look
 * for what is said about it. `said` is what an item says of the picture at its path.
 */
export type Listed =
  | { item: IndexItem; position: number }
  | { problem: SourceProblem }
  | ListedPath;

export type ListedPath = Found & { root: string; said?: IndexItem; position?: number };

type ListOptions = Pick<CandidateOptions, "signal" | "walks">;

/**
 * All that a source names, in order; a folder is walked through, and a stream within a
 * list too. Rejects as `candidatesOf` does.
 */
export async function* listSource(
  source: IndexSource,
  options: ListOptions,
): AsyncGenerator<Listed> {
  if (isPath(source)) {
    if (isWebAddress(source)) yield { item: { url: source }, position: 1 };
    else yield* foundAt(source, options);
    return;
  }
  let position = 0;
  for await (const entry of flat(source, options.signal)) {
    position++;
    if (isProblem(entry)) yield { problem: entry };
    else if (isPath(entry) && isWebAddress(entry)) yield { item: { url: entry }, position };
    else if (isPath(entry)) yield* inList(entry, options);
    else if (!isFile(entry)) yield { item: entry, position };
    else {
      const { path, root } = entry;
      for await (const found of inList(path, options)) {
        yield { ...found, ...(root && { root }), said: entry, position };
      }
    }
  }
}

/** An item with a picture may carry anything else along, such as a path. */
function isFile(entry: IndexItem): entry is IndexItem & { path: string | URL } {
  if (typeof entry !== "object" || entry === null) return false;
  const { bytes, url, upload, path } = entry;
  return (bytes ?? url ?? upload) === undefined && isPath(path);
}

async function* flat(source: Exclude<IndexSource, string | URL>, signal: AbortSignal) {
  for await (const entry of abortable<IndexEntry | AsyncIterable<IndexEntry>>(source, signal)) {
    if (isStream(entry)) yield* abortable(entry, signal);
    else yield entry;
  }
}

/** In a list, a path that leads nowhere is one failure, and the list goes on. */
async function* inList(path: string | URL, options: ListOptions): AsyncGenerator<ListedPath> {
  try {
    yield* foundAt(path, options);
  } catch (error) {
    if (!isRevimgError(error)) throw error;
    yield { path: String(path), root: String(path), error };
  }
}

async function* foundAt(
  source: string | URL,
  { signal, walks }: ListOptions,
): AsyncGenerator<ListedPath> {
  const path = await locatePath(source);
  let isFolder: boolean;
  try {
    isFolder = (await statPath(path)).isDirectory();
  } catch (error) {
    if (!isRevimgError(error, "not_found") || !isPattern(source)) throw error;
    yield* matchPattern(source, signal);
    return;
  }
  if (!isFolder) {
    yield { path, root: dirname(path) };
    return;
  }
  walks(path);
  for await (const found of walkFolder(path, signal)) yield { ...found, root: path };
}

export function isPath(source: unknown): source is string | URL {
  return typeof source === "string" || source instanceof URL;
}

/** Not every URL: `file:` is a path, and `c:` a drive. */
function isWebAddress(source: string | URL): boolean {
  return /^https?:\/\//i.test(String(source));
}

function isStream(entry: unknown): entry is AsyncIterable<IndexEntry> {
  return typeof entry === "object" && entry !== null && Symbol.asyncIterator in entry;
}

function isProblem(entry: unknown): entry is SourceProblem {
  return isRevimgError((entry as Partial<SourceProblem> | null)?.error);
}

export async function statPath(path: string) {
  try {
    return await stat(systemPath(path));
  } catch (error) {
    throw unreadable(path, error);
  }
}
