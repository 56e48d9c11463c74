/**
 * Path of a key below a folder. A part of a key is a folder or file of the same name,
 * with three exceptions. Each has a last character that no key has:
 *
 * - `a` and `a/b` may both be keys, but one name can't be a file and a folder. A name
 * with a dot or of more than 24 characters is a file's; a folder of such a name is
 * written `a.b+`, a file of another name `a~`.
 * - File systems refuse names of more than 255 bytes: a longer part continues in a
 * folder, 200 characters and `=` at a time.
 * - Windows drops a dot at the end of a name: a file `a.` is written `a.~`.
 *
 * Keys that differ only in upper and lower case are one key if the file system thinks
 * so (macOS and Windows, by default).
 */
export function toPath(key: string): string {
  const parts = key.split("/");
  const file = parts.pop()!;
  const names = parts.flatMap((part) => {
    const { folders, rest } = divide(part);
    return [...folders, isFileLike(rest) ? `${rest}+` : rest];
  });
  const { folders, rest } = divide(file);
  const isPlain = isFileLike(rest) && !rest.endsWith(".");
  return [...names, ...folders, isPlain ? rest : `${rest}~`].join("/");
}

/** What a folder's name adds to the beginning of its keys; null when no key leads there. */
export function fromFolderName(name: string): string | null {
  if (!/^[A-Za-z0-9._-]+[+=]?$/.test(name)) return null;
  if (name.endsWith("=")) return name.slice(0, -1);
  return `${name.endsWith("+") ? name.slice(0, -1) : name}/`;
}

/** What a file's name adds to the end of its key. */
export function fromFileName(name: string): string {
  return name.endsWith("~") ? name.slice(0, -1) : name;
}

const maxName = 250;
const step = 200;

function isFileLike(name: string): boolean {
  return name.includes(".") || name.length > 24;
}

function divide(part: string): { folders: string[]; rest: string } {
  const folders: string[] = [];
  let rest = part;
  while (rest.length > maxName) {
    folders.push(`${rest.slice(0, step)}=`);
    rest = rest.slice(step);
  }
  return { folders, rest };
}
