import type { IndexItem } from "../api/indexing.js";
import { uploadTime } from "../engine/upload-keys.js";
import { RevimgError } from "../lib/errors.js";
import { checkAddress, webAddress } from "../lib/web-address.js";
import { storable } from "../stores/checks.js";
import { type Candidate, type CandidateOptions, nothing } from "./candidate.js";
import { tidyTags } from "./given-tags.js";
import { ownAttributeIn, ownAttributes } from "./own-attributes.js";

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
  const { bytes, filename, attributes, upload } = item;
  const given = item.url === undefined ? item.sourceUrl : String(item.url);
  const address = item.read ? given : webAddress(given);
  const named = typeof filename === "string" ? filename : (pathOf(item) ?? address);
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
  return {
    ...{ ...nothing, filename: storable(filename), name, bytes, upload, url, metadata },
    readItem: item.read,
    validators: item.etag === undefined ? {} : { etag: storable(item.etag) },
  };

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

function pathOf({ path }: IndexItem): string | undefined {
  return path === undefined ? undefined : String(path);
}

function problemOf(item: IndexItem): string | undefined {
  const { bytes, tags, attributes, upload } = item;
  if ((bytes ?? item.url ?? item.path ?? upload) === undefined) {
    return "it has no bytes, no url, no path and no upload.";
  }
  if (upload !== undefined) {
    if ((bytes ?? item.url) !== undefined) return "it has an upload, and bytes or url beside it.";
    if (uploadTime(upload) === null) return "its upload is no key that uploads.put() gave.";
  }
  if (bytes !== undefined && item.url !== undefined) {
    return "it has bytes and url; give one of them.";
  }
  if (bytes !== undefined && !(bytes instanceof Uint8Array)) {
    return "its bytes are not a Uint8Array.";
  }
  const problem = item.url === undefined ? undefined : urlProblem(item.url, item);
  if (problem) return problem;
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
  if (ownAttributeIn(attributes ?? {})) {
    return `its attributes have a name that begins with ${ownAttributes}, as only those of revimg do.`;
  }
  return undefined;
}

function urlProblem(url: string | URL, { read, etag }: IndexItem): string | undefined {
  if (!(typeof url === "string" || url instanceof URL)) return "its url is not a text.";
  if (read !== undefined) {
    if (typeof read !== "function") return "its read is not a function.";
    if (typeof (etag ?? "") !== "string") return "its etag is not a text.";
    const isAddress = URL.canParse(String(url)) && /^[a-z][a-z\d+.-]*:\/\//i.test(String(url));
    return isAddress ? undefined : "its url is not a URL such as s3://bucket/key.";
  }
  const { address, problem } = checkAddress(String(url));
  if (problem !== null) return `its url ${problem}.`;
  return address === null ? "its url is empty." : undefined;
}

function isJsonObject(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  try {
    return typeof JSON.parse(JSON.stringify(value)) === "object";
  } catch {
    return false;
  }
}
