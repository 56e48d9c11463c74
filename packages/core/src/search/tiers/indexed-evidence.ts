import type { Engine } from "../../engine/engine.js";
import type { ImageRecord } from "../../stores/image-record.js";
import { evidenceOfIndexed, type QueryEvidence } from "./query-evidence.js";
import { storedThumbnails } from "./stored-thumbnails.js";

/**
 * What an indexed picture's copies are known by, from its row and its thumbnail. It is
 * `isPartial` where the blob store does not answer.
 */
export async function indexedEvidence(
  engine: Engine,
  record: ImageRecord,
  signal: AbortSignal | undefined,
): Promise<QueryEvidence> {
  const thumbnails = await storedThumbnails(engine, [record.contentHash], signal);
  if (!thumbnails) return evidenceOfIndexed(record, undefined);
  const [thumbnail] = thumbnails;
  const look = thumbnail ? await engine.pictures.readThumbnail(thumbnail, signal) : null;
  return evidenceOfIndexed(record, look);
}
