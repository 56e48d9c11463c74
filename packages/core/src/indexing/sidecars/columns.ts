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

/** Which columns a kind of table has. */
export interface Vocabulary<Name extends string> {
  /** Where each column of ours is among `names`. Our own spelling wins over others, else the first. */
  find(names: readonly string[]): Map<Name, number>;
  /** What to say when a table with these columns says of no row what picture it is about, else null. */
  lacking(names: readonly string[]): string | null;
}

/** Finds columns by our names and by `synonyms` of them. */
export function columnFinder<Name extends string>(
  synonyms: Readonly<Record<Name, readonly string[]>>,
): Vocabulary<Name>["find"] {
  const columns = Object.keys(synonyms) as Name[];
  /** Every accepted name, tidied, with the column it stands for. */
  const known = new Map<string, Name>(
    columns.flatMap((column) =>
      [column, ...synonyms[column]].map((name): [string, Name] => [tidied(name), column]),
    ),
  );
  return (names) => {
    const found = new Map<Name, number>();
    for (const [index, name] of names.entries()) {
      const column = known.get(tidied(name));
      if (column === undefined) continue;
      const before = found.get(column);
      if (before === undefined || rankOf(name, column) < rankOf(names[before]!, column)) {
        found.set(column, index);
      }
    }
    return found;
  };
}

const findColumns = columnFinder<Column>(synonyms);

/** The table of a folder: each row is about a file in it. */
export const sidecarTable: Vocabulary<Column> = {
  find: findColumns,
  lacking: (names) => (findColumns(names).has("filename") ? null : namelessMessage(names)),
};

/** The fields of an object, whatever their spelling. */
export function toFields(object: Record<string, unknown>): Fields {
  return fieldsOf(object, sidecarTable);
}

export function fieldsOf<Name extends string>(
  object: Record<string, unknown>,
  { find }: Vocabulary<Name>,
): Partial<Record<Name, unknown>> {
  const names = Object.keys(object);
  const fields: Partial<Record<Name, unknown>> = {};
  for (const [column, index] of find(names)) fields[column] = object[names[index]!];
  return fields;
}

/** What to say when none of `names` is the column of file names. */
function namelessMessage(names: readonly string[]): string {
  const near = names.find((name) => nearestName(tidied(name), ["filename", "file", "path"]));
  const first = near ?? names.find((name) => findColumns([name]).size === 0) ?? names[0];
  const change = first === undefined ? "Add it" : `If that is "${clipped(first)}", rename it`;
  const listed = names.slice(0, 10).map(clipped).join(", ");
  return `None of its columns is "filename", which says what picture a row is about; found: ${listed}. ${change}, and index again. Nothing of this table is used.`;
}

/** 0 for our own spelling, 1 for another spelling of our name, 2 for a synonym. */
function rankOf(name: string, column: string): number {
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
