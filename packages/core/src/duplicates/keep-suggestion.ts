import type { KeepReason, KeepSuggestion } from "../api/duplicates.js";
import type { ImageRecord } from "../stores/image-record.js";
import { fileToKeep, reasonOf } from "./choose-kept.js";

/** What a picture to keep is ahead in. */
const sentences: Record<KeepReason, (kept: ImageRecord) => string> = {
  content: () => "Larger ones have something added around or over them.",
  pixels: ({ width, height }) => `It has the most pixels: ${width} x ${height}.`,
  format: ({ mimeType }) => `Its format keeps the most of a picture: ${mimeType}.`,
  bytes: () => "Its file is the largest of equal format and size: it lost the least.",
  details: () => "It has the most tags, sources and attributes.",
  date: () => "It was added first.",
  files: () => "Its files are equal in every byte; this one is the oldest.",
};

/** @param isPassedOver whether pictures that would come before it were passed over */
export function suggestKeeping(
  kept: ImageRecord,
  others: readonly ImageRecord[],
  isPassedOver: boolean,
): KeepSuggestion {
  const [second] = others;
  const reason = second === undefined ? "files" : isPassedOver ? "content" : reasonOf(kept, second);
  return { id: kept.id, path: fileToKeep(kept), reason, why: sentences[reason](kept) };
}
