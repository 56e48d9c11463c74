import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isRevimgError, RevimgError } from "../errors.js";
import { storable } from "../stores/checks.js";
import type { IndexItem, IndexSource } from "../types.js";
import { abortable } from "./async-queues.js";
import { itemCandidate } from "./item-candidate.js";
import { SidecarReader } from "./sidecars/sidecar-reader.js";
import type { Sidecar } from "./sidecars/to-sidecar.js";
import { walkFolder } from "./walk-folder.js";

/** A picture that may be indexed, before its bytes are read. */
export interface Candidate {
  /** What events call it: the path, or an item's file name or URL. */
  name: string;
  filename: string | undefined;
  file: { path: string; size: number; mtimeMs: number; ctimeMs: number } | undefined;
  bytes: Uint8Array | undefined;
  metadata: Sidecar & Pick<IndexItem, "attributes">;
  /** Set when it is already known that it can't be indexed. */
  error?: RevimgError;
}

/** A candidate of which nothing is known but its name. */
export const nothing = {
  filename: undefined,
  file: undefined,
  bytes: undefined,
  metadata: {},
} as const;

export interface CandidateOptions {
  warn(name: string, error: RevimgError): void;
  /** Hears of each folder that is walked through, before its first candidate. */
  walks(folder: string): void;
  signal: AbortSignal;
}

/**
 * Every picture of a source, one after the other. A single path that does not
 * exist rejects with `not_found`; inside a list it is one failed candidate.
 */
export async function* candidatesOf(
  source: IndexSource,
  options: CandidateOptions,
): AsyncGenerator<Candidate> {
  const sidecars = new SidecarReader(options.warn);
  if (typeof source === "string" || source instanceof URL) {
    yield* fromPath(source, sidecars, options);
    await sidecars.finish();
    return;
  }
  let position = 0;
  for await (const entry of abortable(source, options.signal)) {
    position++;
    if (typeof entry === "string" || entry instanceof URL) {
      try {
        yield* fromPath(entry, sidecars, options);
      } catch (error) {
        if (!isRevimgError(error)) throw error;
        yield { ...nothing, name: String(entry), error };
      }
    } else {
      yield itemCandidate(entry, position, options.warn);
    }
  }
  await sidecars.finish();
}

/** How many pictures a source has: known at once for an array, counted for folders, unknown for a stream. */
export async function countCandidates(
  source: IndexSource,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (Array.isArray(source)) {
    let total = 0;
    for (const entry of source) {
      const isPath = typeof entry === "string" || entry instanceof URL;
      total += (isPath && (await countCandidates(entry, signal))) || 1;
    }
    return total;
  }
  if (typeof source !== "string" && !(source instanceof URL)) return undefined;
  const path = toPath(source);
  if (!(await stat(path)).isDirectory()) return 1;
  let total = 0;
  for await (const _ of walkFolder(path, signal)) total++;
  return total;
}

async function* fromPath(
  source: string | URL,
  sidecars: SidecarReader,
  options: CandidateOptions,
): AsyncGenerator<Candidate> {
  const path = toPath(source);
  const stats = await statPath(path);
  if (!stats.isDirectory()) {
    yield fromFile(path, dirname(path), sidecars);
    return;
  }
  options.walks(path);
  for await (const file of walkFolder(path, options.signal)) yield fromFile(file, path, sidecars);
}

async function fromFile(path: string, root: string, sidecars: SidecarReader): Promise<Candidate> {
  const named = { ...nothing, name: path, filename: basename(path) };
  try {
    const { size, mtimeMs, ctimeMs } = await statPath(path);
    return {
      ...named,
      file: { path, size, mtimeMs, ctimeMs },
      metadata: storable(await sidecars.read(path, root)),
    };
  } catch (error) {
    if (!isRevimgError(error)) throw error;
    return { ...named, error };
  }
}

function toPath(source: string | URL): string {
  return source instanceof URL ? fileURLToPath(source) : resolve(source);
}

async function statPath(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** The error for a file that the system would not hand over. */
export function unreadable(path: string, cause: unknown): RevimgError {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === "ENOENT") {
    return new RevimgError("not_found", `There is no file at ${path}.`, { cause });
  }
  return new RevimgError("invalid_input", `${path} can't be read: ${message}`, { cause });
}
