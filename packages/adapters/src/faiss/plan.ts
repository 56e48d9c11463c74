import type { FaissSettings } from "./options.js";
import type { IndexPlan } from "./protocol.js";

/** With fewer vectors for the centre of a list, FAISS warns. */
const leastSamplesPerList = 39;
const wantedSamplesPerList = 64;
/** An array of this many numbers takes half a gigabyte in the child. */
const mostSampledNumbers = 64_000_000;

/**
 * At most this many changes are searched exactly in each query. That takes a tenth of
 * an exact search of all.
 */
const rebuildShare = 0.1;

/**
 * The square root of the vectors, as the nearest power of two: as many lists as
 * vectors in each. So half of a search goes to the lists, and half to the vectors in
 * them.
 */
export function planIndex(rows: number, dimension: number, settings: FaissSettings): IndexPlan {
  if (rows < settings.ivfFrom) return { dimension, lists: null };
  const trainable = Math.min(rows, mostSampledNumbers / dimension) / leastSamplesPerList;
  const power = Math.min(Math.round(Math.log2(rows) / 2), Math.floor(Math.log2(trainable)));
  return power < 1 ? { dimension, lists: null } : { dimension, lists: 2 ** power };
}

/** Spread evenly over the table, as its order may be that of time or of folders. */
export function sampleSlots({ lists, dimension }: IndexPlan, slotEnd: number): number[] {
  const wanted = Math.min(
    slotEnd,
    wantedSamplesPerList * (lists ?? 0),
    Math.floor(mostSampledNumbers / dimension),
  );
  return Array.from({ length: wanted }, (_, i) => Math.floor((i * slotEnd) / wanted));
}

/** Whether this many changes are worth a new index. */
export function isRebuildDue(changed: number, indexRows: number, settings: FaissSettings): boolean {
  return changed >= Math.max(settings.rebuildAfter, Math.ceil(rebuildShare * indexRows));
}
