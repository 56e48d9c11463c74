import { RevimgError } from "../errors.js";
import { storable } from "../stores/checks.js";
import type { IndexItem } from "../types.js";
import { type Candidate, nothing } from "./candidates.js";

const textFields = ["sourceUrl", "pageUrl", "title", "author", "license"] as const;

/** What an item of a list or stream asks to index. `position` names one that has no name, from 1. */
export function itemCandidate(item: IndexItem, position: number): Candidate {
  const { bytes, filename, attributes } = item;
  const named = [filename, item.sourceUrl].find((text) => typeof text === "string");
  const name = named ?? `item ${position}`;
  const problem = problemOf(item);
  if (problem) {
    return { ...nothing, name, error: new RevimgError("invalid_input", `${name}: ${problem}`) };
  }
  // These fields alone: an item may carry anything else along.
  const metadata: Candidate["metadata"] = {};
  for (const field of textFields) if (item[field]) metadata[field] = storable(item[field]);
  if (item.tags) metadata.tags = storable(item.tags);
  if (attributes) metadata.attributes = storable(JSON.parse(JSON.stringify(attributes)));
  const origin = { filename: storable(filename), tagOrigin: "user" as const };
  return { ...nothing, ...origin, name, bytes, metadata };
}

function problemOf(item: IndexItem): string | undefined {
  const { bytes, sourceUrl, pageUrl, tags, attributes } = item;
  if (!(bytes instanceof Uint8Array)) return "its bytes are not a Uint8Array.";
  for (const url of [sourceUrl, pageUrl]) {
    if (url !== undefined && !URL.canParse(url)) return `"${url}" is not a URL.`;
  }
  for (const field of ["filename", ...textFields] as const) {
    if (typeof (item[field] ?? "") !== "string") return `its ${field} is not a text.`;
  }
  if (
    tags !== undefined &&
    !(Array.isArray(tags) && tags.every((tag) => typeof tag === "string"))
  ) {
    return "its tags are not a list of texts.";
  }
  if (!isJsonObject(attributes ?? {})) {
    return "its attributes are not an object that JSON can hold.";
  }
  return undefined;
}

function isJsonObject(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  try {
    return typeof JSON.parse(JSON.stringify(value)) === "object";
  } catch {
    return false;
  }
}
