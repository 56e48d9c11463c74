import { relative, resolve, sep } from "node:path";
import picomatch from "picomatch";
import { locatePath } from "../files/file-path.js";
import { RevimgError } from "../lib/errors.js";
import { type Found, walkFolder } from "./walk-folder.js";

/** Whether a text may be a pattern of paths: `*`, `?`, `[a-z]`, `{a,b}`, `!(a)`. */
export function isPattern(source: string | URL): source is string {
  return typeof source === "string" && picomatch.scan(source).isGlob;
}

/**
 * The pictures at paths that a pattern describes, and those in folders that it
 * describes, in the order of `walkFolder`, which says what is left out. `*` stands for
 * any text within a name, `**` for any number of folders. Rejects with `not_found` when
 * there are none.
 */
export async function* matchPattern(
  pattern: string,
  signal: AbortSignal,
): AsyncGenerator<Found & { root: string }> {
  const { base, glob } = picomatch.scan(pattern);
  const root = await locatePath(base === "" ? "." : base);
  const matches = picomatch(glob, { nocase: false });
  // Folders that are deeper than the pattern and do not match it hold nothing to find.
  const depth = /\*\*|\{[^}]*\/|\([^)]*\//.test(glob) ? Infinity : glob.split("/").length;
  const isWithin = (path: string) => {
    const names = namesBelow(root, path);
    return names.some((_, i) => matches(names.slice(0, i + 1).join("/")));
  };
  const enters = (path: string) => namesBelow(root, path).length < depth || isWithin(path);
  let isFound = false;
  for await (const found of walkFolder(root, signal, enters)) {
    if (!found.error && !isWithin(found.path)) continue;
    isFound = true;
    yield { ...found, root };
  }
  if (isFound) return;
  throw new RevimgError("not_found", `No picture's path matches ${pattern} (${resolve(base)}).`);
}

function namesBelow(root: string, path: string): string[] {
  return relative(root, path).split(sep);
}
