import type { Engine } from "../engine/engine.js";
import { readImage } from "../engine/read-image.js";
import { readStream } from "../files/read-stream.js";
import { mapBounded } from "../indexing/async-queues.js";
import { isPictureError } from "../indexing/examine-picture.js";
import { readOriginal } from "../indexing/read-original.js";
import { preparedInput } from "../inference/embedder.js";
import type { ModelTag } from "../inference/tags.js";
import { RevimgError } from "../lib/errors.js";
import { everyPicture } from "../stores/filter.js";
import type { ImageRecord } from "../stores/image-record.js";
import { keepTags } from "./waiting-tags.js";

/** Rows looked at together, and vectors written together. */
const pageSize = 128;

/** Pictures read, decoded and embedded at once. */
const parallelPictures = 8;

export interface FillOptions {
  /** Whether a picture without its original is embedded from its thumbnail. */
  thumbnails: boolean;
  /** Only pictures added since then, in milliseconds since 1970. */
  since?: number;
  signal: AbortSignal | undefined;
}

/** What a page came to. */
export interface FilledPage {
  /** Pictures that have their vector now. */
  done: number;
  /** Of these, those embedded just now. */
  embedded: number;
  fromThumbnails: number;
  failures: { id: string; name: string; error: RevimgError }[];
}

interface Embedded {
  record: ImageRecord;
  vector: Float32Array;
  tags: ModelTag[];
  isFromThumbnail: boolean;
}

/**
 * Embeds every picture of the index whose vector `target` lacks, with the model of
 * `target`. Memory does not grow with the collection. A picture that is removed meanwhile
 * may leave its vector behind, which no search shows.
 */
export async function* fillSpace(
  target: Engine,
  { since, signal, ...options }: FillOptions,
): AsyncGenerator<FilledPage> {
  const { metadata, vectors } = target;
  const isNarrowed = since !== undefined && metadata.capabilities.filter;
  const filter = isNarrowed ? { filter: { ...everyPicture, createdAt: { gte: since } } } : {};
  for (let after: string | null = null; ; ) {
    const page = await metadata.scan({ ...filter, status: "indexed", after, pageSize, signal });
    const present = await vectors.fetch(page.ids, { signal });
    const lacking = page.ids.filter((_, i) => !present[i]);
    const filled = await fillPage(target, lacking, { ...options, signal });
    yield { ...filled, done: page.ids.length - lacking.length + filled.embedded };
    if (page.next === null) return;
    after = page.next;
  }
}

async function fillPage(
  target: Engine,
  ids: readonly string[],
  options: FillOptions,
): Promise<FilledPage> {
  const { metadata, vectors, embedder } = target;
  const { signal } = options;
  const rows = ids.length > 0 ? await metadata.get(ids, { signatures: false, signal }) : [];
  const shown = rows.filter((row) => row?.status === "indexed") as ImageRecord[];
  const embedded: Embedded[] = [];
  const failures: FilledPage["failures"] = [];
  for await (const item of mapBounded(each(shown), parallelPictures, (row) =>
    embedPicture(target, row, options),
  )) {
    if ("error" in item) failures.push(item);
    else embedded.push(item);
  }
  if (embedded.length > 0) {
    // Before the vectors: a picture with its vector is not looked at again.
    if (embedder.givesTags) {
      await keepTags(
        target,
        embedded.map(({ record, tags }) => [record.id, tags]),
      );
    }
    await vectors.upsert(
      embedded.map(({ record, vector }) => ({ id: record.id, vector })),
      { signal },
    );
  }
  const fromThumbnails = embedded.filter(({ isFromThumbnail }) => isFromThumbnail).length;
  return { done: embedded.length, embedded: embedded.length, fromThumbnails, failures };
}

async function embedPicture(
  target: Engine,
  record: ImageRecord,
  { thumbnails, signal }: FillOptions,
): Promise<Embedded | FilledPage["failures"][number]> {
  try {
    const original = await readOriginal(target, record, signal);
    const bytes = original ?? (thumbnails ? await readThumbnail(target, record, signal) : null);
    if (!bytes) throw withoutBytes(record);
    const { modelInput } = await target.pictures.readForModel(bytes, signal);
    const input = preparedInput(modelInput, target.embedder.input);
    const { vector, tags } = await target.embedder.embed(input, { priority: "bulk", signal });
    return { record, vector, tags, isFromThumbnail: original === null };
  } catch (error) {
    if (!isPictureError(error)) throw error;
    return { id: record.id, name: record.filename, error };
  }
}

async function readThumbnail(
  engine: Engine,
  record: ImageRecord,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const { stream, size } = await readImage(engine, record, { variant: "thumbnail", signal });
  return readStream(stream, { size, limits: engine.decoding.limits, signal });
}

function withoutBytes({ filename }: ImageRecord): RevimgError {
  return new RevimgError(
    "not_found",
    `The original of ${filename} is gone or has changed. Index it again, delete it, or allow thumbnails in place of originals.`,
  );
}

async function* each<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}
