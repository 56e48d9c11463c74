import type { IndexItem } from "../api/indexing.js";
import { RevimgError } from "../lib/errors.js";
import { checkAddress, webAddress } from "../lib/web-address.js";
import { storable } from "../stores/checks.js";
import { type Candidate, type CandidateOptions, nothing } from "./candidate.js";
import { tidyTags } from "./given-tags.js";

const addressFields = ["sourceUrl", "pageUrl"] as const;
const textFields = ["title", "author", "license"] as const;

/**
 * What an item of a list or stream asks to index. `position`, from 1, names an item
 * without a name. `warn` is called for addresses and tags that are left out; the
 * picture is indexed without them.
 */
export function itemCandidate(
  item: IndexItem,
  position: number,
  warn: CandidateOptions["warn"],
): Candidate {
  const { bytes, filename, attributes } = item;
  const named = typeof filename === "string" ? filename : webAddress(item.sourceUrl);
  const name = named ?? `item ${position}`;
  const problem = problemOf(item);
  if (problem) {
    return { ...nothing, name, error: new RevimgError("invalid_input", `${name}: ${problem}`) };
  }
  // These fields alone: an item may carry anything else along.
  const metadata: Candidate["metadata"] = {};
  for (const field of textFields) if (item[field]) metadata[field] = storable(item[field]);
  for (const field of addressFields) {
    const { address, problem } = checkAddress(item[field] ?? "");
    if (address) metadata[field] = storable(address);
    if (problem) warnOf(`Its ${field} ${problem}.`);
  }
  if (item.tags) {
    const { tags, problem } = tidyTags(item.tags);
    metadata.tags = storable(tags);
    if (problem) warnOf(problem);
  }
  if (attributes) metadata.attributes = storable(JSON.parse(JSON.stringify(attributes)));
  return { ...nothing, filename: storable(filename), name, bytes, metadata };

  function warnOf(message: string): void {
    warn(name, new RevimgError("invalid_input", message));
  }
}

function problemOf(item: IndexItem): string | undefined {
  const { bytes, tags, attributes } = item;
  if (!(bytes instanceof Uint8Array)) return "its bytes are not a Uint8Array.";
  for (const field of ["filename", ...addressFields, ...textFields] as const) {
    if (typeof (item[field] ?? "") !== "string") return `its ${field} is not a text.`;
  }
  for (const field of addressFields) {
    const text = item[field]?.trim();
    if (text && !URL.canParse(text)) return `its ${field} is not a URL.`;
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
