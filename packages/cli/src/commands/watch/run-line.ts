import type { IndexProgress } from "@revimg/core";
import { formatCount } from "../../terminal/format.js";

/** What one run changed, with the local time; null when it changed nothing. */
export function runLine(
  { added, updated, failed }: Pick<IndexProgress, "added" | "updated" | "failed">,
  removed: number,
  now: Date,
): string | null {
  const counts = [
    [added, "added"],
    [updated, "updated"],
    [removed, "removed"],
    [failed, "failed"],
  ] as const;
  const shown = counts.filter(([count]) => count > 0);
  if (shown.length === 0) return null;
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
  return `${time}  ${shown.map(([count, word]) => `${formatCount(count)} ${word}`).join(", ")}`;
}
