import { dirname, join, relative, resolve, sep } from "node:path";
import { didYouMean, type ImageSource, RevimgError } from "@revimg/core";
import type { ServerSource } from "./host-options.js";

/**
 * The folders that readers may know of, as they name them: `photos` is a source, and
 * `photos/2024/june` a folder below it. Where the source lies is never told.
 */
export class SourceFolders {
  readonly #paths: ReadonlyMap<string, string>;

  constructor(sources: readonly ServerSource[] = []) {
    this.#paths = new Map(
      sources.flatMap(({ name, folder }) =>
        folder === undefined ? [] : [[name, resolve(folder)]],
      ),
    );
  }

  /**
   * The path that a name stands for. Throws `invalid_input` for a source that there is not,
   * and for a path that would lead out of it.
   */
  pathOf(name: string): string {
    const [source = "", ...below] = name.replace(/\/$/, "").split("/");
    const path = this.#paths.get(source);
    if (path === undefined) {
      const known = [...this.#paths.keys()];
      const hint = known.length > 0 ? didYouMean(source, known) : "This server shows none.";
      throw refusal(`filter.folder begins with a source of the server. ${hint}`);
    }
    if (below.some((part) => /^\.{0,2}$/.test(part) || part.includes(sep))) {
      throw refusal(
        "filter.folder is a folder below a source, such as photos/2024, without . and ..",
      );
    }
    return join(path, ...below);
  }

  /** The name of the folder of the first file that lies in one; null when none does. */
  nameOf(sources: readonly ImageSource[]): string | null {
    for (const { path } of sources) {
      if (path === undefined) continue;
      for (const [name, folder] of this.#paths) {
        const start = folder.endsWith(sep) ? folder : folder + sep;
        if (!path.startsWith(start)) continue;
        const below = relative(folder, dirname(path));
        return below === "" ? name : `${name}/${below.split(sep).join("/")}`;
      }
    }
    return null;
  }
}

function refusal(message: string): RevimgError {
  return new RevimgError("invalid_input", message, { details: { option: "filter.folder" } });
}
