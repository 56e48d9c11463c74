import type { Engine } from "../engine/engine.js";
import type { ModelTag } from "../inference/tags.js";
import { everyPicture } from "../stores/filter.js";
import type { ImageRecord } from "../stores/image-record.js";
import type { LabelSet } from "../tagging/label-set.js";
import { rangeOf, type TimeRange } from "../tagging/tagging-state.js";

type Stores = Pick<Engine, "metadata" | "vectors" | "writer">;

const pageSize = 128;

/** Confidences nearer to each other than this are the same: vectors come back from a store rounded. */
const tolerance = 1e-4;

/** What a page of the pass came to. */
interface TaggedPage {
  /** Pictures looked at. */
  count: number;
  /** Of those whose vector the store did not hand out; null when it did all. */
  missed: TimeRange | null;
}

/**
 * Gives every indexed picture, or those of a range, the tags of these labels in
 * place of its model's earlier ones; tags of people and files stay. A page at a
 * time, so memory does not grow with the collection.
 */
export async function* tagPictures(
  engine: Stores,
  labels: LabelSet,
  range: TimeRange | null,
  signal: AbortSignal,
): AsyncGenerator<TaggedPage> {
  for (let after: string | null = null; ; ) {
    const page = await engine.metadata.scan({ ...wanted(range), after, pageSize, signal });
    yield await tagPage(engine, labels, page.ids, signal);
    if (page.next === null) return;
    after = page.next;
  }
}

/** How many pictures `tagPictures` will look at. */
export async function countPictures(
  { metadata }: Pick<Stores, "metadata">,
  range: TimeRange | null,
  signal: AbortSignal,
): Promise<number> {
  if (range === null) return (await metadata.stats({ signal })).count.indexed;
  let count = 0;
  for (let after: string | null = null; ; ) {
    const page = await metadata.scan({ ...wanted(range), after, pageSize: 1_000, signal });
    count += page.ids.length;
    if (page.next === null) return count;
    after = page.next;
  }
}

function wanted(range: TimeRange | null) {
  const status = "indexed" as const;
  if (range === null) return { status };
  const createdAt = { gte: range.from, lt: range.to + 1 };
  return { status, filter: { ...everyPicture, createdAt } };
}

async function tagPage(
  { metadata, vectors, writer }: Stores,
  labels: LabelSet,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<TaggedPage> {
  const found = new Map<string, ModelTag[]>();
  for (const [i, vector] of (await vectors.fetch(ids, { signal })).entries()) {
    signal.throwIfAborted();
    if (vector) found.set(ids[i]!, await labels.tagsOf(vector));
  }
  const missed = await writer.own(
    ids,
    async ({ ids, owner }) => {
      signal.throwIfAborted();
      const rows = await metadata.get(ids);
      const shown = rows.filter((row) => row?.status === "indexed") as ImageRecord[];
      const changed = shown.flatMap((row) => retagged(row, found.get(row.id)) ?? []);
      if (changed.length > 0) await metadata.put(changed, { owner });
      return shown.filter(({ id }) => !found.has(id));
    },
    { signal },
  );
  return { count: ids.length, missed: rangeOf(missed.flat()) };
}

/** The row with these tags of the model; null when it has them. */
export function retagged(row: ImageRecord, tags: ModelTag[] | undefined): ImageRecord | null {
  if (!tags) return null;
  const old = new Map<string, number>();
  for (const { tag, confidence, origin } of row.tags) {
    if (origin === "model") old.set(tag, confidence);
  }
  const isSame = ({ tag, confidence }: ModelTag) =>
    Math.abs((old.get(tag) ?? Infinity) - confidence) < tolerance;
  if (old.size === tags.length && tags.every(isSame)) return null;
  const others = row.tags.filter(({ origin }) => origin !== "model");
  return {
    ...row,
    tags: [...others, ...tags.map((tag) => ({ ...tag, origin: "model" as const }))],
  };
}
