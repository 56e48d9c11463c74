import { nearestName } from "../../lib/did-you-mean.js";

/** Our names, and others that can mean nothing else. `name` and `source` can, so they are not here. */
const synonyms = {
  filename: ["file", "path", "filepath"],
  source_url: ["url", "imageurl"],
  page_url: ["page"],
  title: ["caption"],
  author: ["creator", "photographer"],
  license: ["licence"],
  tags: ["tag", "keyword", "keywords"],
} as const;

export type Column = keyof typeof synonyms;

/** What a row or an object says, by our names; not checked yet. */
export type Fields = Partial<Record<Column, unknown>>;

const columns = Object.keys(synonyms) as Column[];

/** Every accepted name, tidied, with the column it stands for. */
const known = new Map<string, Column>(
  columns.flatMap((column) => [column, ...synonyms[column]].map((name) => [tidied(name), column])),
);

/** Where each column of ours is among `names`. Our own spelling wins over others, else the first. */
export function findColumns(names: readonly string[]): Map<Column, number> {
  const found = new Map<Column, number>();
  for (const [index, name] of names.entries()) {
    const column = known.get(tidied(name));
    if (column === undefined) continue;
    const before = found.get(column);
    if (before === undefined || rankOf(name, column) < rankOf(names[before]!, column)) {
      found.set(column, index);
    }
  }
  return found;
}

/** The fields of an object, whatever their spelling. */
export function toFields(object: Record<string, unknown>): Fields {
  const names = Object.keys(object);
  return Object.fromEntries(
    [...findColumns(names)].map(([column, index]) => [column, object[names[index]!]]),
  );
}

/** What to say when none of `names` is the column of file names. */
export function namelessMessage(names: readonly string[]): string {
  const near = names.find((name) => nearestName(tidied(name), ["filename", "file", "path"]));
  const first = near ?? names.find((name) => !known.has(tidied(name))) ?? names[0];
  const change = first === undefined ? "Add it" : `If that is "${clipped(first)}", rename it`;
  const listed = names.slice(0, 10).map(clipped).join(", ");
  return `None of its columns is "filename", which says what picture a row is about; found: ${listed}. ${change}, and index again. Nothing of this table is used.`;
}

/** 0 for our own spelling, 1 for another spelling of our name, 2 for a synonym. */
function rankOf(name: string, column: Column): number {
  if (name === column) return 0;
  return tidied(name) === tidied(column) ? 1 : 2;
}

/** `Source URL`, `source-url` and `sourceUrl` are one name. */
function tidied(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, "");
}

function clipped(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40)}…` : name;
}
