import type { ChangingFolders } from "./changing-folders.js";

type Outcome = "added" | "updated" | "unchanged" | "failed";

/** What a run said of one file. */
export interface ToldEvent {
  type: string;
  name: string;
}

/**
 * What an index of such folders has to hold, as plainly as it can be said: by
 * content, the paths at which it is known.
 */
export class IndexModel {
  #paths = new Map<string, Set<string>>();

  /** By content, the paths at which the index has to know it. */
  get contents(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#paths;
  }

  /** Follows a run over all folders that came to its end. Answers with what it should have told otherwise. */
  run({ pictures, broken, hidden }: ChangingFolders, told: readonly ToldEvent[]): string[] {
    const known = new Set(this.#paths.keys());
    const wrong: string[] = [];
    const heard = new Set<string>();
    for (const { type, name } of told) {
      if (!["added", "updated", "unchanged", "failed"].includes(type)) continue;
      const expected = this.#outcome(pictures.get(name), name, known);
      if (type !== expected) wrong.push(`${name} is told as ${type}, not ${expected}`);
      if (heard.has(name)) wrong.push(`${name} is told twice`);
      heard.add(name);
    }
    for (const path of [...pictures.keys(), ...broken, ...hidden.keys()]) {
      if (!heard.has(path)) wrong.push(`${path} is not told`);
    }
    this.#settle(pictures, broken, hidden);
    return wrong;
  }

  #outcome(content: string | undefined, path: string, known: Set<string>): Outcome {
    if (content === undefined) return "failed";
    if (this.#paths.get(content)?.has(path)) return "unchanged";
    if (known.has(content)) return "updated";
    known.add(content);
    return "added";
  }

  #settle(
    pictures: ReadonlyMap<string, string>,
    broken: ReadonlySet<string>,
    hidden: ReadonlyMap<string, string>,
  ): void {
    const seen = new Set(pictures.values());
    for (const [content, paths] of this.#paths) {
      for (const path of paths) {
        const showsAnother = broken.has(path) || (pictures.get(path) ?? content) !== content;
        const isGone = !pictures.has(path) && !hidden.has(path) && seen.has(content);
        if (showsAnother || isGone) paths.delete(path);
      }
      if (paths.size === 0 && !seen.has(content)) this.#paths.delete(content);
    }
    for (const [path, content] of pictures) {
      const paths = this.#paths.get(content) ?? new Set();
      this.#paths.set(content, paths.add(path));
    }
  }
}
