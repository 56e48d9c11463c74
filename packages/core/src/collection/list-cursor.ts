import { createHash } from "node:crypto";
import { RevimgError } from "../lib/errors.js";
import type { ListPlace, ListSort } from "../stores/metadata-store.js";

/** Where a page of a list ended, and the order that it has. */
export interface ListCursor {
  sort: ListSort;
  descending: boolean;
  place: ListPlace;
}

/** File names have 255 bytes at most, and ids are short: no cursor of a list is longer. */
const maxLength = 4_096;

/** JSON as base64url, behind six characters of its digest. */
export function encodeListCursor({ sort, descending, place }: ListCursor): string {
  const body = JSON.stringify([sort, descending, place.value, place.id]);
  return digestOf(body) + Buffer.from(body).toString("base64url");
}

/** Throws `invalid_input` for what no list answered, and for a cursor of another order. */
export function decodeListCursor(
  cursor: unknown,
  { sort, descending }: Pick<ListCursor, "sort" | "descending">,
): ListPlace {
  if (cursor === null) {
    refuseCursor(
      "The cursor is null: the page before was the last one. Leave cursor out to start again.",
    );
  }
  if (typeof cursor !== "string" || cursor.length > maxLength) refuseCursor();
  const body = Buffer.from(cursor.slice(digestLength), "base64url").toString();
  if (digestOf(body) !== cursor.slice(0, digestLength)) refuseCursor();
  const [cursorSort, cursorDescending, value, id] = JSON.parse(body);
  if (cursorSort !== sort || cursorDescending !== descending) {
    refuseCursor(
      "The cursor comes from a list in another order. Send it with the same sort and order, or leave it out.",
    );
  }
  return { value, id };
}

const digestLength = 6;

function digestOf(body: string): string {
  return createHash("sha256").update(body).digest("base64url").slice(0, digestLength);
}

function refuseCursor(
  message = "The cursor does not come from a list. Send nextCursor of the page before, unchanged.",
): never {
  throw new RevimgError("invalid_input", message, { details: { option: "cursor" } });
}
