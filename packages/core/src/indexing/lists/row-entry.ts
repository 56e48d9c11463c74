import { resolve } from "node:path";
import type { IndexItem } from "../../api/indexing.js";
import type { TableRow } from "../sidecars/json-rows.js";
import { parseJsonObject } from "../sidecars/parse-json.js";
import { toSidecar } from "../sidecars/to-sidecar.js";
import { isAttributeColumn, type ListColumn } from "./list-table.js";

/**
 * What a row of a list asks to index; null for a row that names no picture. A field that
 * is wrong is left out.
 *
 * @param folder what relative paths are relative to
 * @param complain hears of a field that is wrong, in whole sentences
 */
export function rowEntry(
  { fields }: TableRow<ListColumn>,
  folder: string,
  complain: (message: string) => void,
): IndexItem | null {
  const path = textOf(fields.filename);
  const url = textOf(fields.url);
  const { sourceUrl, ...said } = toSidecar(fields, (_, message) => complain(message));
  const attributes = attributesOf(fields, complain);
  const facts = { ...said, ...(attributes && { attributes }) };
  if (path !== null && !isWebAddress(path)) {
    const source = url ?? sourceUrl;
    return { path: located(path, folder), ...facts, ...(source && { sourceUrl: source }) };
  }
  const address = path ?? url ?? sourceUrl;
  return address ? { url: address, ...facts } : null;
}

/** A line of a list, or a cell of a table: an address stays as it is. */
export function located(path: string, folder: string): string | URL {
  if (isWebAddress(path)) return path;
  return /^file:/i.test(path) && URL.canParse(path) ? new URL(path) : resolve(folder, path);
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

function attributesOf(
  fields: TableRow<ListColumn>["fields"],
  complain: (message: string) => void,
): Record<string, unknown> | null {
  const attributes = { ...objectOf(fields.attributes, complain) };
  for (const [name, value] of Object.entries(fields)) {
    if (isAttributeColumn(name) && value !== "") {
      attributes[name.slice("attributes.".length)] = cellValue(value);
    }
  }
  return Object.keys(attributes).length > 0 ? attributes : null;
}

function objectOf(
  value: unknown,
  complain: (message: string) => void,
): Record<string, unknown> | null {
  if (value === undefined || value === null || value === "") return null;
  try {
    // JSON lines hold the object itself, a CSV table its text.
    return parseJsonObject(typeof value === "string" ? value : JSON.stringify(value));
  } catch (error) {
    complain(`Its "attributes" are left out: ${(error as Error).message}`);
    return null;
  }
}

/** A CSV table has only texts. What reads as a number or as true or false is one. */
function cellValue(value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (value === "true" || value === "false") return value === "true";
  return /^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/.test(value) ? Number(value) : value;
}
