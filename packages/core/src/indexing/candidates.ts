import { basename } from "node:path";
import type { IndexSource } from "../api/indexing.js";
import { notPlain } from "../files/unreadable.js";
import { isRevimgError } from "../lib/errors.js";
import { storable } from "../stores/checks.js";
import { buffered } from "./async-queues.js";
import { type Candidate, type CandidateOptions, nothing } from "./candidate.js";
import { itemCandidate } from "./item-candidate.js";
import { isPath, type Listed, type ListedPath, listSource, statPath } from "./list-source.js";
import { SidecarReader } from "./sidecars/sidecar-reader.js";

/**
 * Names that the listing of folders is ahead of the pictures read, at most: how many
 * there are is known once the listing has ended. 100,000 names take about 20 MB.
 */
const maxAhead = 100_000;

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
  for await (const listed of listedAhead(source, options)) {
    if ("item" in listed) {
      yield itemCandidate(listed.item, listed.position, options.warn);
    } else if ("problem" in listed) {
      const { name, error, isWarning } = listed.problem;
      if (isWarning) options.warn(name, error);
      else yield { ...nothing, name, error };
    } else if (listed.error) yield { ...nothing, name: listed.path, error: listed.error };
    else yield await fromFile(listed, sidecars, options.warn);
  }
  await sidecars.finish();
}

/** A stream is not read ahead: its pictures may be in memory. */
function listedAhead(
  source: IndexSource,
  { signal, walks, listed, counted }: CandidateOptions,
): AsyncIterable<Listed> {
  const endsByItself = isPath(source) || Array.isArray(source);
  const found = counting(listSource(source, { signal, walks }), {
    listed,
    counted: endsByItself ? counted : () => {},
  });
  return endsByItself ? buffered(found, maxAhead) : found;
}

async function* counting(
  source: AsyncIterable<Listed>,
  { listed, counted }: Pick<CandidateOptions, "listed" | "counted">,
): AsyncGenerator<Listed> {
  let total = 0;
  for await (const entry of source) {
    const isPicture = !("problem" in entry) || !entry.problem.isWarning;
    if (isPicture) {
      total++;
      listed();
    }
    yield entry;
  }
  counted(total);
}

async function fromFile(
  { path, root, said, position = 1 }: ListedPath,
  sidecars: SidecarReader,
  warn: CandidateOptions["warn"],
): Promise<Candidate> {
  const own = said && itemCandidate(said, position, (_, error) => warn(path, error));
  if (own?.error) return own;
  const named = { ...nothing, name: path, filename: basename(path) };
  try {
    const stats = await statPath(path);
    if (!stats.isFile()) throw notPlain(path, stats);
    const { size, mtimeMs, ctimeMs } = stats;
    return {
      ...named,
      file: { path, size, mtimeMs, ctimeMs },
      metadata: { ...storable(await sidecars.read(path, root)), ...own?.metadata },
    };
  } catch (error) {
    if (!isRevimgError(error)) throw error;
    return { ...named, error };
  }
}
