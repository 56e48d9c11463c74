import type { IndexEvent } from "@revimg/core";
import { formatCount, formatPictures } from "../../terminal/format.js";
import { shortPath } from "../../terminal/short-path.js";
import { printable } from "../../terminal/terminal.js";

export type PruneEvent = Extract<IndexEvent, { type: "pruning" | "pruned" }>;

/** Whether more than half of a folder's files were gone, so that nothing was removed. */
export function isRefused(event: PruneEvent): boolean {
  return event.type === "pruning" && event.refused;
}

/** What `--prune` did, for a person. */
export function pruningLines(events: readonly PruneEvent[]): string[] {
  return events.flatMap((event) => {
    const folder = printable(shortPath(event.folder));
    if (event.type === "pruned") {
      const were = event.removed === 1 ? "its file is" : "their files are";
      return `${formatPictures(event.removed)} removed: ${were} gone from ${folder}`;
    }
    if (!event.refused) return [];
    const [gone, total] = [formatCount(event.gone), formatCount(event.total)];
    return [
      `Nothing removed from ${folder}: ${gone} of ${total} files are gone, so the disk may be missing.`,
      "  If they are gone for good: --prune=force",
    ];
  });
}
