import { type Cursor, cursorError, decodeCursor } from "../cursor.js";

/** Where a page ended, and which pictures the first page showed out of their turn. */
export interface TieredCursor {
  place: Cursor;
  promoted: readonly string[];
}

/** Adds the pictures out of turn to a cursor; without any it stays as it is. */
export function encodeTieredCursor(place: string, promoted: readonly string[]): string {
  if (promoted.length === 0) return place;
  return Buffer.from(JSON.stringify({ place, promoted })).toString("base64url");
}

/** Throws `invalid_input` for what no search answered. */
export function decodeTieredCursor(cursor: string): TieredCursor {
  const { place, promoted } = unwrapped(cursor);
  const areIds = Array.isArray(promoted) && promoted.every((id) => typeof id === "string");
  if (typeof place !== "string" || !areIds) throw cursorError();
  return { place: decodeCursor(place), promoted };
}

function unwrapped(cursor: string): { place?: unknown; promoted?: unknown } {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (typeof value === "object" && value !== null && "promoted" in value) return value;
  } catch {
    // A plain cursor is read, and refused, by its own function.
  }
  return { place: cursor, promoted: [] };
}
