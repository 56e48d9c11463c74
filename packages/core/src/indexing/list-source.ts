import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { IndexFile, IndexItem, IndexSource } from "../api/indexing.js";
import { locatePath, systemPath } from "../files/file-path.js";
import { unreadable } from "../files/unreadable.js";
import { isRevimgError } from "../lib/errors.js";
import { abortable } from "./async-queues.js";
import type { CandidateOptions } from "./candidate.js";
import { type Found, walkFolder } from "./walk-folder.js";

/**
 * What a source names, before anything of it is read: an item with its place in the
 * source, counted from 1, or a path and `root`, the highest folder to
 * look for what is said about it.
 */
export type Listed = { item: IndexItem; position: number } | (Found & { root: string });

type ListOptions = Pick<CandidateOptions, "signal" | "walks">;

/** All that a source names, in order; a folder is walked through. Rejects as `candidatesOf` does. */
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
  for await (const entry of abortable(source, options.signal)) {
    position++;
    if (!isPath(entry) && !isFile(entry)) {
      yield { item: entry, position };
      continue;
    }
    if (isPath(entry) && isWebAddress(entry)) {
      yield { item: { url: entry }, position };
      continue;
    }
    const { path, root } = isPath(entry) ? { path: entry } : entry;
    try {
      for await (const found of foundAt(path, options)) yield { ...found, ...(root && { root }) };
    } catch (error) {
      if (!isRevimgError(error)) throw error;
      yield { path: String(path), root: String(path), error };
    }
  }
}

/** An item with a picture may carry anything else along, such as a path. */
function isFile(entry: IndexFile | IndexItem): entry is IndexFile {
  if (typeof entry !== "object" || entry === null || "bytes" in entry || "url" in entry)
    return false;
  return "path" in entry && isPath(entry.path);
}

async function* foundAt(
  source: string | URL,
  { signal, walks }: ListOptions,
): AsyncGenerator<Found & { root: string }> {
  const path = await locatePath(source);
  const stats = await statPath(path);
  if (!stats.isDirectory()) {
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

export async function statPath(path: string) {
  try {
    return await stat(systemPath(path));
  } catch (error) {
    throw unreadable(path, error);
  }
}
