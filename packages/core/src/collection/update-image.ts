import { isDeepStrictEqual } from "node:util";
import type { ImageChanges, WebPlace } from "../api/collection.js";
import type { Engine } from "../engine/engine.js";
import type { HeldLease } from "../engine/held-lease.js";
import { domainOf } from "../lib/identity.js";
import type { ImageRecord, ImageSource, Tag } from "../stores/image-record.js";
import { isSameSource } from "../stores/same-source.js";
import type { CallOptions } from "../stores/vector-store.js";
import { checkChanges } from "./check-changes.js";

/**
 * Changes what people say of a picture. Resolves to its row afterwards, or null where
 * there is no such picture. Rejects with `invalid_input` for changes that mean nothing;
 * then nothing is changed.
 */
export async function updateImage(
  { metadata, writer }: Engine,
  id: string,
  changes: ImageChanges,
  { signal }: CallOptions,
): Promise<ImageRecord | null> {
  const checked = checkChanges(changes);
  const change = async ({ owner }: HeldLease) => {
    const [record] = await metadata.get([id], { signal });
    if (record?.status !== "indexed") return null;
    const next = changed(record, checked);
    if (isDeepStrictEqual(next, record)) return record;
    await metadata.put([next], { owner });
    // A put leaves the sources that it does not name.
    for (const source of record.sources) {
      const stays = next.sources.some((other) => isSameSource(other, source));
      if (!stays) await metadata.removeSource(id, source, { owner });
    }
    const [row] = await metadata.get([id]);
    return row ?? null;
  };
  const [row] = await writer.own([id], change, { signal });
  return row ?? null;
}

function changed(record: ImageRecord, changes: ImageChanges): ImageRecord {
  const sources = sourcesOf(record, changes);
  const said = sources.find(({ title }) => title !== undefined)?.title ?? null;
  const url = sources.find(({ url }) => url !== undefined)?.url ?? null;
  const domain = sources.find(({ domain }) => domain !== undefined)?.domain ?? null;
  return {
    ...record,
    sources,
    title: changes.title === undefined ? titleOf(record, said) : (changes.title ?? said),
    ...(changes.sources && { originalUrl: url, sourceDomain: domain }),
    tags: changes.tags ? [...othersOf(record), ...tagsOf(changes.tags)] : record.tags,
    attributes: merged(record.attributes, changes.attributes),
  };
}

/** A title that a source gave goes with that source. */
function titleOf({ title, sources }: ImageRecord, said: string | null): string | null {
  return sources.some((source) => source.title === title) ? said : title;
}

function sourcesOf({ sources }: ImageRecord, { tags, sources: places }: ImageChanges) {
  const kept = places ? sources.filter((source) => !isOnWeb(source)) : sources;
  const all = places ? [...kept, ...places.map(toSource)] : kept;
  // A picture in memory brought its tags with its source. What is taken away must not come back.
  return tags ? all.map((source) => withTagsOf(source, tags)) : all;
}

function withTagsOf(source: ImageSource, tags: readonly string[]): ImageSource {
  if (source.path !== undefined || !source.tags) return source;
  return { ...source, tags: source.tags.filter((tag) => tags.includes(tag)) };
}

function isOnWeb({ path, url, pageUrl }: ImageSource): boolean {
  return path === undefined && (url !== undefined || pageUrl !== undefined);
}

function toSource(place: WebPlace): ImageSource {
  const domain = domainOf(place.url ?? place.pageUrl);
  return { ...place, ...(domain !== undefined && { domain }) };
}

function othersOf({ tags }: ImageRecord): Tag[] {
  return tags.filter(({ origin }) => origin !== "user");
}

function tagsOf(tags: readonly string[]): Tag[] {
  return tags.map((tag) => ({ tag, confidence: 1, origin: "user" }));
}

function merged(
  attributes: ImageRecord["attributes"],
  changes: ImageChanges["attributes"] = {},
): ImageRecord["attributes"] {
  const all = Object.entries({ ...attributes, ...changes });
  return Object.fromEntries(all.filter(([name]) => changes[name] !== null));
}
