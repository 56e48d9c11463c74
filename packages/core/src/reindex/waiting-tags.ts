import { randomUUID } from "node:crypto";
import type { Engine } from "../engine/engine.js";
import { readStream } from "../files/read-stream.js";
import { retagged } from "../indexing/tag-pictures.js";
import type { ModelTag } from "../inference/tags.js";
import type { ImageRecord } from "../stores/image-record.js";

/** Ids of pictures, and what a model with a classifier saw in them. */
export type PictureTags = [id: string, tags: ModelTag[]][];

type Stores = Pick<Engine, "blobs" | "metadata" | "writer" | "space">;

const folderOf = (space: string) => `reindex/${space}/`;

/**
 * Keeps the tags of a page of pictures until the index has moved. Tags lie in the rows,
 * which searches of the old model still show.
 */
export async function keepTags({ blobs, space }: Stores, tags: PictureTags): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify(tags));
  const key = `${folderOf(space)}${randomUUID()}.json`;
  await blobs.put(key, bytes, { contentType: "application/json" });
}

/**
 * Gives the pictures the tags that waited, in place of those of the model before. Tags of
 * people and files stay. What a kill interrupts, the next call finishes.
 */
export async function* applyTags(
  stores: Stores,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ done: number; total: number }> {
  const keys = await waitingKeys(stores, signal);
  for (const [done, key] of keys.entries()) {
    yield { done, total: keys.length };
    await applyPage(stores, key, signal);
    await stores.blobs.delete([key], { signal });
  }
  if (keys.length > 0) yield { done: keys.length, total: keys.length };
}

/** Forgets the tags that wait for a space. */
export async function dropTags(
  stores: Pick<Stores, "blobs" | "space">,
  signal: AbortSignal | undefined,
): Promise<void> {
  const keys = await waitingKeys(stores, signal);
  if (keys.length > 0) await stores.blobs.delete(keys, { signal });
}

/** A page has some hundred pictures, so a million of them have some thousand keys. */
async function waitingKeys(
  { blobs, space }: Pick<Stores, "blobs" | "space">,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of blobs.list({ prefix: folderOf(space), signal })) keys.push(key);
  return keys;
}

async function applyPage(
  { blobs, metadata, writer }: Stores,
  key: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const blob = await blobs.get(key, { signal });
  if (!blob) return;
  const limits = { maxBytes: blob.stat.size };
  const bytes = await readStream(blob.stream, { size: blob.stat.size, limits, signal });
  const tags = new Map(JSON.parse(new TextDecoder().decode(bytes)) as PictureTags);
  await writer.own(
    [...tags.keys()],
    async ({ ids, owner }) => {
      const rows = await metadata.get(ids, { signal });
      const shown = rows.filter((row) => row?.status === "indexed") as ImageRecord[];
      const changed = shown.flatMap((row) => retagged(row, tags.get(row.id)) ?? []);
      if (changed.length > 0) await metadata.put(changed, { owner });
    },
    { signal },
  );
}
