import { type IndexItem, type IndexSource, listPictures, RevimgError } from "@revimg/core";
import type { S3Picture } from "../s3/pictures.js";
import type { OpenBoss } from "./boss.js";
import { checkEnqueueOptions } from "./options.js";
import { putShards } from "./put-shards.js";
import type { Shard, ShardEntry } from "./shard.js";
import type { EnqueueEvent, EnqueueOptions } from "./types.js";

/** See `IndexQueue.enqueue`. */
export async function* enqueue(
  { boss, names }: Pick<OpenBoss, "boss" | "names">,
  source: IndexSource,
  options: EnqueueOptions = {},
): AsyncGenerator<EnqueueEvent, void> {
  const { shardSize, how, signal } = checkEnqueueOptions(options);
  const totals = { shards: 0, pictures: 0 };
  let failed = 0;
  let entries: ShardEntry[] = [];
  const put = async () => {
    const shard: Shard = { entries, ...how };
    await putShards(boss, names.waiting, [shard]);
    totals.shards++;
    totals.pictures += entries.length;
    entries = [];
  };
  for await (const listed of listPictures(source, { ...(signal && { signal }) })) {
    if ("error" in listed) {
      failed++;
      yield { type: "failed", ...listed };
      continue;
    }
    entries.push("file" in listed ? listed.file : withoutBytes(listed.item));
    if (entries.length < shardSize) continue;
    signal?.throwIfAborted();
    await put();
    yield { type: "enqueued", ...totals };
  }
  signal?.throwIfAborted();
  if (entries.length > 0) await put();
  yield { type: "finished", ...totals, failed };
}

/** What is kept is JSON: a `URL` becomes its text. */
function withoutBytes(item: IndexItem & Partial<S3Picture>): ShardEntry {
  const { bytes, url, read, ...said } = item;
  // What reads a picture of a bucket is made again by the worker.
  if (bytes === undefined && url === undefined && item.upload !== undefined) return said;
  const isReadable = read === undefined || item.place !== undefined;
  if (bytes === undefined && isReadable && url !== undefined) return { ...said, url: String(url) };
  throw new RevimgError(
    "unsupported",
    "Pictures in memory, and those that a function of yours reads, can't be put onto the queue. Give paths, web addresses, s3Pictures() or uploads, or index them here: revimg.index(items).",
    { adapter: "queue" },
  );
}
