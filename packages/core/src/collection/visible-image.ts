import type { Engine } from "../engine/engine.js";
import type { ImageRecord } from "../stores/image-record.js";
import type { CallOptions } from "../stores/vector-store.js";

/** The row of a picture that searches may show; null for any other id. */
export async function getVisible(
  { metadata }: Engine,
  id: string,
  { signal }: CallOptions,
): Promise<ImageRecord | null> {
  const [record] = await metadata.get([id], { signal });
  return record?.status === "indexed" ? record : null;
}
