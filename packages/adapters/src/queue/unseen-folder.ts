import { opendir } from "node:fs/promises";
import { dirname } from "node:path";
import { RevimgError, systemPath } from "@revimg/core";
import { isFile, type ShardEntry } from "./shard.js";

/**
 * The reason why this machine can't index a shard, or null: one of its folders is not
 * here, or is empty, as where a disk is not mounted. Its pictures are not failures then,
 * because another worker may see them.
 */
export async function unseenFolder(entries: readonly ShardEntry[]): Promise<RevimgError | null> {
  const files = entries.filter(isFile);
  for (const folder of new Set(files.map(({ path, root }) => root ?? dirname(path)))) {
    if (await hasAnything(folder)) continue;
    return new RevimgError(
      "not_found",
      `This worker does not see the folder ${folder}, or it is empty here. Mount it at the same path on every machine with a worker, then: revimg queue retry`,
      { adapter: "queue", details: { folder } },
    );
  }
  return null;
}

async function hasAnything(folder: string): Promise<boolean> {
  try {
    // Its types know no bytes, which a path may need.
    const directory = await opendir(systemPath(folder) as string);
    const first = await directory.read().finally(() => directory.close());
    return first !== null;
  } catch {
    return false;
  }
}
