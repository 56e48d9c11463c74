import { type Column, columnFinder, type Vocabulary } from "../sidecars/columns.js";

/** Columns of a list of pictures: those of a folder's table, and where a picture is. */
export type ListColumn = Column | "url" | "attributes" | AttributeColumn;

/** One value to filter by, in a column of its own: `attributes.price`. */
type AttributeColumn = `attributes.${string}`;

const find = columnFinder<Column | "url" | "attributes">({
  filename: ["file", "path", "filepath"],
  url: ["imageurl", "address"],
  source_url: ["source"],
  page_url: ["page"],
  title: ["caption"],
  author: ["creator", "photographer"],
  license: ["licence"],
  tags: ["tag", "keyword", "keywords"],
  attributes: [],
});

/** The table of a list: each row names a picture by its file or its address. */
export const listTable: Vocabulary<ListColumn> = {
  find(names) {
    const found = new Map<ListColumn, number>(find(names));
    for (const [index, name] of names.entries()) {
      if (isAttributeColumn(name)) found.set(name, index);
    }
    return found;
  },
  lacking(names) {
    const found = find(names);
    if (found.has("filename") || found.has("url") || found.has("source_url")) return null;
    const listed = names.slice(0, 10).join(", ").slice(0, 200);
    return `None of its columns is "path" or "url", which say where a picture is; found: ${listed}. Nothing of this list is indexed.`;
  },
};

export function isAttributeColumn(name: string): name is AttributeColumn {
  return /^attributes\../.test(name);
}
