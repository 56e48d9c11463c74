import { isUtf8 } from "node:buffer";
import { lstat, readdir } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { RevimgError } from "../lib/errors.js";

/**
 * Paths as text, one text for each path.
 *
 * On Linux a name is any bytes. A name in UTF-8 is its own text. In other names, each
 * byte that is not UTF-8 is written as `\xFC`; bash reads it so between `$'` and `'`. A
 * few names have such four characters already. Their backslash is written as `\x5C`. So
 * every path has one text, no two paths share one, and the text leads back to the same
 * bytes. On Windows a backslash separates folders, and names are text anyway.
 */
const namesAreBytes = sep === "/";

const escapeSequence = /\\x(5C|[89A-F][0-9A-F])/g;
const backslashOfSequence = /\\(?=x(?:5C|[89A-F][0-9A-F]))/g;

/** A character of UTF-8 beyond ASCII, as Latin-1 (RFC 3629, section 4), or a byte that is part of none. */
const character =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/** The text of a path or name, given as the system's bytes. Well-formed Unicode. */
export function pathText(bytes: Buffer): string {
  if (!namesAreBytes) return bytes.toString();
  if (isUtf8(bytes)) return bytes.toString().replace(backslashOfSequence, "\\x5C");
  const escaped = bytes
    .toString("latin1")
    .replace(backslashOfSequence, "\\x5C")
    .replace(character, (found) => (found.length > 1 ? found : escapeOf(found)));
  return Buffer.from(escaped, "latin1").toString();
}

function escapeOf(byte: string): string {
  return `\\x${byte.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** The path that `node:fs` opens for a text, such as the `path` of a source. */
export function systemPath(path: string): string | Buffer {
  if (!namesAreBytes || !path.includes("\\x")) return path;
  const bytes = Buffer.from(path)
    .toString("latin1")
    .replace(escapeSequence, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(bytes, "latin1");
}

/**
 * The text of the absolute path that a person or program means. A path that exists
 * literally comes first, then the one that the text stands for. Node reads bytes of the
 * command line that are not UTF-8 as U+FFFD; such a path leads to the only file or
 * folder that it can mean. The path need not exist. Rejects with `invalid_input` on an
 * empty path, and on a URL that is not a file's.
 */
export async function locatePath(given: string | URL): Promise<string> {
  if (given instanceof URL) return pathText(bytesOfUrl(given));
  if (given === "") {
    throw new RevimgError("invalid_input", 'The path is empty. For the current folder say ".".');
  }
  const path = resolve(given);
  const literal = pathText(Buffer.from(path));
  const isClear = literal === path && !path.includes("\uFFFD");
  if (!namesAreBytes || isClear || (await isThere(literal))) return literal;
  const meant = path.includes("\uFFFD") ? await findReplaced(path) : null;
  return meant ?? pathText(Buffer.from(systemPath(path)));
}

async function findReplaced(path: string): Promise<string | null> {
  let found: string = sep;
  for (const name of path.split(sep).filter((name) => name !== "")) {
    const next = join(found, pathText(Buffer.from(name)));
    if (!name.includes("\uFFFD") || (await isThere(next))) {
      found = next;
      continue;
    }
    const names = await readdir(systemPath(found), { encoding: "buffer" }).catch(() => []);
    const [only, ...others] = names.filter((bytes) => bytes.toString() === name);
    if (!only || others.length > 0) return null;
    found = join(found, pathText(only));
  }
  return found;
}

function isThere(path: string): Promise<boolean> {
  return lstat(systemPath(path)).then(
    () => true,
    () => false,
  );
}

function bytesOfUrl(url: URL): Buffer {
  try {
    return Buffer.from(fileURLToPath(url));
  } catch (cause) {
    if (namesAreBytes && cause instanceof URIError) {
      const bytes = url.pathname.replace(/%([0-9a-f]{2})/gi, (_, digits) =>
        String.fromCharCode(Number.parseInt(digits, 16)),
      );
      return Buffer.from(bytes, "latin1");
    }
    throw new RevimgError(
      "invalid_input",
      `A URL of the kind ${url.protocol} does not lead to a file of this machine. Give the path of a file, or a URL such as file:///home/ada/photo.jpg.`,
      { cause },
    );
  }
}
