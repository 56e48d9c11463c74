import { type Segment, type SegmentLayout, unitRows } from "./segment.js";
import type { TopCandidates } from "./top-candidates.js";

/** How many units cover the slots below `slotEnd`. */
function unitCount(layout: SegmentLayout, slotEnd: number): number {
  const whole = Math.floor(slotEnd / layout.rows);
  return whole * unitsPerSegment(layout) + Math.ceil((slotEnd % layout.rows) / unitRows);
}

/**
 * Scans units until none is left. A unit is at most 4,096 rows of one segment.
 *
 * @param slotEnd one more than the highest slot in use
 * @param takeUnit the number of the next unit: ascending, shared by all threads of a search
 * @param thread 0 for the caller, 1 and up for its helpers
 * @returns how many units this thread scanned
 */
export function scanUnits(
  segments: readonly Segment[],
  layout: SegmentLayout,
  slotEnd: number,
  takeUnit: () => number,
  top: TopCandidates,
  thread: number,
): number {
  const units = unitCount(layout, slotEnd);
  let scanned = 0;
  for (let unit = takeUnit(); unit < units; unit = takeUnit(), scanned++) {
    const index = Math.floor(unit / unitsPerSegment(layout));
    const firstSlot = index * layout.rows;
    const row = (unit % unitsPerSegment(layout)) * unitRows;
    const count = Math.min(unitRows, layout.rows - row, slotEnd - firstSlot - row);
    segments[index]!.scan(row, count, top, firstSlot, thread);
  }
  return scanned;
}

function unitsPerSegment(layout: SegmentLayout): number {
  return Math.ceil(layout.rows / unitRows);
}
