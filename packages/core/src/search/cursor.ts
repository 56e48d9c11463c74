import { RevimgError } from "../errors.js";

/** A place in a list of results. */
export interface Position {
  /** Cosine rounded to 1e-6, so that the last bits of a float do not repeat or skip a match. */
  similarity: number;
  id: string;
}

/** Where a page ended, and how far into the list that is. */
export interface Cursor extends Position {
  /** Matches up to and with this one. Those in between that are not shown don't count. */
  shown: number;
  /** What the search's `cutoff` came to on the first page: null when it cut nothing. Absent without a cutoff. */
  cut?: number | null;
}

export function roundSimilarity(similarity: number): number {
  // Adding 0 makes -0 an ordinary 0, which JSON keeps.
  return Math.round(similarity * 1e6) / 1e6 + 0;
}

export function encodeCursor({ similarity, id, shown, cut }: Cursor): string {
  const place = [similarity, id, shown, ...(cut === undefined ? [] : [cut])];
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

export function decodeCursor(cursor: string): Cursor {
  try {
    const [similarity, id, shown, cut] = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (typeof similarity === "number" && typeof id === "string" && shown >= 1) {
      const place = { similarity, id, shown: Number(shown) };
      if (cut === undefined) return place;
      const isCosine = typeof cut === "number" && cut >= -1 && cut <= 1;
      if (cut === null || isCosine) return { ...place, cut };
    }
  } catch {
    // Falls through to the one message.
  }
  throw cursorError();
}

export function cursorError(): RevimgError {
  return new RevimgError(
    "invalid_input",
    "The cursor is not one that a search answered. Send nextCursor of the answer before, with the same query.",
  );
}

/** The order of results: by descending similarity, ties by id. */
export function compare(a: Position, b: Position): number {
  return b.similarity - a.similarity || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
