import type { Engine } from "../engine/engine.js";
import type { ImageRecord } from "../stores/image-record.js";
import type { Candidate } from "./candidate.js";

/** The pictures that the index knows at the path or address of each candidate. */
export async function knownPlaces(
  { metadata }: Engine,
  candidates: readonly Candidate[],
): Promise<ImageRecord[][]> {
  const paths = candidates.flatMap(({ file }) => file?.path ?? []);
  const urls = candidates.flatMap(({ url }) => url ?? []);
  const [atPaths, atUrls] = await Promise.all([
    paths.length > 0 ? metadata.findByPath(paths) : [],
    urls.length > 0 ? metadata.findByUrl(urls) : [],
  ]);
  const byPath = new Map(paths.map((path, i) => [path, atPaths[i]]));
  const byUrl = new Map(urls.map((url, i) => [url, atUrls[i]]));
  return candidates.map(
    ({ file, url }) => (file ? byPath.get(file.path) : url && byUrl.get(url)) || [],
  );
}
