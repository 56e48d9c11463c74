import type { IndexFile, IndexItem, IndexSource } from "../api/indexing.js";
import { checkOptions, checkSource } from "../lib/call-arguments.js";
import type { RevimgError } from "../lib/errors.js";
import type { CallOptions } from "../stores/vector-store.js";
import { listSource } from "./list-source.js";

/** A picture that a source names, or a place of it that can't be listed, with the reason. */
export type ListedPicture =
  | { file: IndexFile & Required<Pick<IndexFile, "root">> }
  | { item: IndexItem }
  | { name: string; error: RevimgError };

/**
 * Lists what `index` would index, in its order, without reading a picture. One folder's
 * listing for each level is in memory. What it yields may be handed to `index` later, in
 * parts and by other processes; `root` keeps what tables say about the pictures.
 *
 * Rejects with `invalid_input` for what is no source. Rejects with `not_found` or
 * `invalid_input` when a single path can't be listed. In a list of paths, such a path is
 * an entry with its `error`. Stops with the reason of `signal`.
 */
export async function* listPictures(
  source: IndexSource,
  options: CallOptions = {},
): AsyncGenerator<ListedPicture, void, undefined> {
  checkSource(source);
  checkOptions("listPictures()", options, ["signal"]);
  const { signal = new AbortController().signal } = options;
  for await (const listed of listSource(source, { signal, walks() {} })) {
    if ("item" in listed) yield { item: listed.item };
    else if ("problem" in listed) {
      const { name, error, isWarning } = listed.problem;
      if (!isWarning) yield { name, error };
    } else if (listed.error) yield { name: listed.path, error: listed.error };
    else yield { file: { ...listed.said, path: listed.path, root: listed.root } };
  }
}
