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
  const given = item.url === undefined ? item.sourceUrl : String(item.url);
  const named = typeof filename === "string" ? filename : webAddress(given);
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
  const url = item.url === undefined ? undefined : withoutFragment(item.url);
  if (url !== undefined) {
    if ((metadata.sourceUrl ?? url) !== url) warnOf("Its sourceUrl is left out: its url counts.");
    metadata.sourceUrl = url;
  }
  if (item.tags) {
    const { tags, problem } = tidyTags(item.tags);
    metadata.tags = storable(tags);
    if (problem) warnOf(problem);
  }
  if (attributes) metadata.attributes = storable(JSON.parse(JSON.stringify(attributes)));
  return { ...nothing, filename: storable(filename), name, bytes, url, metadata };

  function warnOf(message: string): void {
    warn(name, new RevimgError("invalid_input", message));
  }
}

/** What comes behind `#` is not sent to a server, so it makes no other picture. */
function withoutFragment(address: string | URL): string {
  const url = new URL(address);
  url.hash = "";
  return storable(url.href);
}

function problemOf(item: IndexItem): string | undefined {
  const { bytes, url, tags, attributes } = item;
  if (url !== undefined) {
    if (bytes !== undefined) return "it has both bytes and a url; give one of the two.";
    if (!(typeof url === "string" || url instanceof URL)) return "its url is not a text.";
    const { address, problem } = checkAddress(String(url));
    if (problem !== null) return `its url ${problem}.`;
    if (address === null) return "its url is empty.";
  } else if (bytes === undefined) {
    return "it has neither bytes nor a url.";
  } else if (!(bytes instanceof Uint8Array)) {
    return "its bytes are not a Uint8Array.";
  }
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
