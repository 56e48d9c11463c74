import type { Revimg } from "@revimg/core";
import type { BenchContext } from "../lib/bench.js";

/** An indexed picture. */
export interface Picture {
  id: string;
  bytes: Uint8Array;
}

/** Indexes pictures, of which only thumbnails are kept. Pictures of equal bytes have one id. */
export async function indexAll(
  revimg: Revimg,
  pictures: readonly Uint8Array[],
  { log }: BenchContext,
): Promise<Picture[]> {
  const ids: string[] = [];
  const items = pictures.map((bytes, i) => ({ bytes, filename: String(i) }));
  for await (const event of revimg.index(items, { originals: "none" })) {
    if (event.type === "failed") throw event.error;
    if ("id" in event) ids.push(event.id);
    if (event.type === "finished") log(`${event.progress.done} pictures indexed`);
  }
  return pictures.map((bytes, i) => ({ id: ids[i]!, bytes }));
}
