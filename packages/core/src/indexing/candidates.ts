import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { IndexSource } from "../api/indexing.js";
import { locatePath, systemPath } from "../files/file-path.js";
import { notPlain, unreadable } from "../files/unreadable.js";
import { isRevimgError } from "../lib/errors.js";
import { storable } from "../stores/checks.js";
import { abortable } from "./async-queues.js";
import { type Candidate, type CandidateOptions, nothing } from "./candidate.js";
import { itemCandidate } from "./item-candidate.js";
import { SidecarReader } from "./sidecars/sidecar-reader.js";
import { type Found, walkFolder } from "./walk-folder.js";

/**
 * Every picture of a source, one after the other. A single path that does not
 * exist or can't be listed rejects with `not_found` or `invalid_input`; inside a list,
 * and as a folder below another, it is one failed candidate.
 */
export async function* candidatesOf(
  source: IndexSource,
  options: CandidateOptions,
): AsyncGenerator<Candidate> {
  const sidecars = new SidecarReader(options.warn);
  if (isPath(source)) {
    yield* fromPath(source, sidecars, options);
    await sidecars.finish();
    return;
  }
  let position = 0;
  for await (const entry of abortable(source, options.signal)) {
    position++;
    if (isPath(entry)) {
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

/**
 * How many candidates a source has: known at once for pictures in an array, counted
 * for folders, unknown for a stream. Rejects where a run with the same single path does.
 */
export async function countCandidates(
  source: IndexSource,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (isPath(source)) return countAt(source, signal);
  if (!Array.isArray(source)) return undefined;
  let total = 0;
  for (const entry of source) {
    const failed = (error: unknown) => {
      if (!isRevimgError(error)) throw error;
      return 1;
    };
    total += isPath(entry) ? await countAt(entry, signal).catch(failed) : 1;
  }
  return total;
}

async function countAt(source: string | URL, signal: AbortSignal): Promise<number> {
  let total = 0;
  for await (const _ of foundAt(await locatePath(source), signal)) total++;
  return total;
}

async function* fromPath(
  source: string | URL,
  sidecars: SidecarReader,
  { signal, walks }: CandidateOptions,
): AsyncGenerator<Candidate> {
  for await (const { path, root, error } of foundAt(await locatePath(source), signal, walks)) {
    yield error ? { ...nothing, name: path, error } : await fromFile(path, root, sidecars);
  }
}

/** The picture files that a path leads to, and `root`, the highest folder to look for what is said about them. */
async function* foundAt(
  path: string,
  signal: AbortSignal,
  walks?: CandidateOptions["walks"],
): AsyncGenerator<Found & { root: string }> {
  const stats = await statPath(path);
  if (!stats.isDirectory()) {
    yield { path, root: dirname(path) };
    return;
  }
  walks?.(path);
  for await (const found of walkFolder(path, signal)) yield { ...found, root: path };
}

function isPath(source: unknown): source is string | URL {
  return typeof source === "string" || source instanceof URL;
}

async function fromFile(path: string, root: string, sidecars: SidecarReader): Promise<Candidate> {
  const named = { ...nothing, name: path, filename: basename(path) };
  try {
    const stats = await statPath(path);
    if (!stats.isFile()) throw notPlain(path, stats);
    const { size, mtimeMs, ctimeMs } = stats;
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

async function statPath(path: string) {
  try {
    return await stat(systemPath(path));
  } catch (error) {
    throw unreadable(path, error);
  }
}
