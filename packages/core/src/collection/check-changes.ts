import type { ImageChanges, WebPlace } from "../api/collection.js";
import { tidyTags } from "../indexing/given-tags.js";
import { ownAttributeIn, ownAttributes } from "../indexing/own-attributes.js";
import { refuse, refuseUnknown } from "../lib/call-arguments.js";
import { checkAddress } from "../lib/web-address.js";
import { storable } from "../stores/checks.js";

const placeTexts = ["title", "author", "license"] as const;
const placeAddresses = ["url", "pageUrl"] as const;

/** Changes in the form in which they are kept. Throws `invalid_input` that names the wrong part. */
export function checkChanges(changes: ImageChanges): ImageChanges {
  if (!isObject(changes)) {
    refuse('update() takes an object of changes, such as { title: "A red bag" }.');
  }
  refuseUnknown("The changes of update()", changes, ["title", "tags", "attributes", "sources"]);
  const { title, tags, attributes, sources } = changes;
  if (title !== undefined && title !== null && typeof title !== "string") {
    refuse("title must be a text, or null for none.", "title");
  }
  if (tags !== undefined && !isListOfTexts(tags)) refuse("tags must be a list of texts.", "tags");
  return storable({
    // A text of spaces is no title.
    ...(title !== undefined && { title: title?.trim() || null }),
    ...(tags !== undefined && { tags: tidyTags(tags).tags }),
    ...(attributes !== undefined && { attributes: checkAttributes(attributes) }),
    ...(sources !== undefined && { sources: checkPlaces(sources) }),
  });
}

function checkAttributes(attributes: unknown): Record<string, unknown> {
  if (isObject(attributes)) {
    refuseOwnAttributes(attributes);
    try {
      return JSON.parse(JSON.stringify(attributes));
    } catch {
      // It holds itself, or a number that JSON has not.
    }
  }
  return refuse("attributes must be an object of values that JSON can hold.", "attributes");
}

/** Marks of copies are written by `markCopies` alone. */
function refuseOwnAttributes(attributes: object): void {
  const own = ownAttributeIn(attributes);
  if (own === undefined) return;
  refuse(`Attributes that begin with ${ownAttributes} are kept by revimg itself.`, own);
}

function checkPlaces(places: unknown): WebPlace[] {
  if (!Array.isArray(places)) refuse("sources must be a list of places on the web.", "sources");
  return places.map((place, i) => checkPlace(`sources[${i}]`, place));
}

function checkPlace(name: string, place: unknown): WebPlace {
  if (!isObject(place)) refuse(`${name} must be an object with a url or a pageUrl.`, name);
  refuseUnknown(name, place, [...placeAddresses, ...placeTexts]);
  const checked: WebPlace = {};
  for (const field of placeAddresses) {
    const text = textOf(name, field, place);
    if (text === undefined) continue;
    const { address, problem } = checkAddress(text);
    if (problem !== null) refuse(`${name}.${field} ${problem}.`, `${name}.${field}`);
    if (address !== null) checked[field] = address;
  }
  for (const field of placeTexts) {
    const text = textOf(name, field, place);
    if (text) checked[field] = text;
  }
  if (checked.url === undefined && checked.pageUrl === undefined) {
    refuse(`${name} needs a url or a pageUrl.`, name);
  }
  return checked;
}

function textOf(name: string, field: string, place: Record<string, unknown>): string | undefined {
  const value = place[field];
  if (value === undefined || typeof value === "string") return value?.trim();
  return refuse(`${name}.${field} must be a text.`, `${name}.${field}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}
