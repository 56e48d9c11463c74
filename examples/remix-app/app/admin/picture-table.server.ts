import { type IndexEntry, type RevimgError, readPictureList } from "@revimg/core";
import type { ImageAddress } from "@revimg/http/client";

export interface PictureTable {
  addresses: ImageAddress[];
  /** Lines that can't be used, and why. */
  problems: { name: string; reason: string }[];
}

/** What one request may hold. */
const mostAddresses = 10_000;

/**
 * The addresses in an uploaded table: CSV, or JSON with an object a line. Paths are refused:
 * they would be those of the server. Rejects with a `RevimgError` for what is no table.
 */
export async function readTable(file: File): Promise<PictureTable> {
  const table: PictureTable = { addresses: [], problems: [] };
  const format = /\.(csv|tsv)$/i.test(file.name) ? "csv" : "jsonl";
  const bytes = file.stream() as unknown as AsyncIterable<Uint8Array>;
  for await (const entry of readPictureList(bytes, { format, name: file.name })) {
    if (isProblem(entry)) table.problems.push({ name: entry.name, reason: entry.error.message });
    else addTo(table, entry);
    if (table.addresses.length === mostAddresses) {
      table.problems.push({ name: file.name, reason: "Only the first 10,000 lines are used." });
      break;
    }
  }
  return table;
}

function addTo({ addresses, problems }: PictureTable, entry: IndexEntry): void {
  if (typeof entry !== "object" || entry instanceof URL || !("url" in entry) || !entry.url) {
    problems.push({
      name: nameOf(entry),
      reason: "It has no url. A path would be one of the server.",
    });
    return;
  }
  const { url, title, author, license, tags, pageUrl, attributes } = entry;
  addresses.push({
    url: String(url),
    ...(title !== undefined && { title }),
    ...(author !== undefined && { author }),
    ...(license !== undefined && { license }),
    ...(tags !== undefined && { tags }),
    ...(pageUrl !== undefined && { page_url: pageUrl }),
    ...(attributes !== undefined && { attributes }),
  });
}

function isProblem(entry: IndexEntry): entry is { name: string; error: RevimgError } {
  return typeof entry === "object" && "error" in entry;
}

function nameOf(entry: IndexEntry): string {
  if (typeof entry === "string" || entry instanceof URL) return String(entry);
  return "path" in entry && entry.path ? String(entry.path) : "A line";
}
