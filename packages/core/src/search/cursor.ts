import { createHash } from "node:crypto";
import { RevimgError } from "../lib/errors.js";

/** A place in a list of results. */
export interface Position {
  /** Cosine rounded to 1e-6, so that the last bits of a float do not repeat or skip a match. */
  similarity: number;
  id: string;
}

/**
 * Copies that come before nearer pictures, as the first page put them. All pages keep
 * this order, whatever happens to the index, the blob store or the limit.
 */
export interface Promotion {
  /** Two bytes for each copy, in the order in which they are shown: see `markOf`. */
  marks: readonly number[];
  /** What the marks were made with. */
  salt: number;
  /** The farthest of the copies: nothing behind it is one of them. */
  last: Position;
}

/** Where a page ended. */
export interface Place extends Position {
  /** Matches up to and with this one. Those in between that are not shown don't count. */
  shown: number;
  /** Absent where nothing is out of turn from here on. */
  promotion?: Promotion;
}

/** What `nextCursor` holds. */
export interface Cursor extends Place {
  /** What the search's `cutoff` came to on the first page: null when it cut nothing. Absent without a cutoff. */
  cut?: number | null;
}

/** Characters of a cursor, at most: 149 bytes as base64url. */
export const maxCursorLength = 200;

const version = 0x10;
/** Steps of similarity from 0 to 1. */
const steps = 1e6;
const maxSimilarity = 2;

export function roundSimilarity(similarity: number): number {
  // Adding 0 makes -0 an ordinary 0, which JSON keeps.
  return Math.round(similarity * steps) / steps + 0;
}

/**
 * Bytes: the version and the kind of cut (1), matches shown (2), the place (20 at
 * most), the cut (3), the promotion (121 at most), and a checksum (2).
 */
export function encodeCursor({ similarity, id, shown, cut, promotion }: Cursor): string {
  const kind = cut === undefined ? 0 : cut === null ? 1 : 2;
  const bytes = [
    Buffer.of(version | kind, shown >> 8, shown & 255),
    positionBytes({ similarity, id }),
    ...(typeof cut === "number" ? [similarityBytes(cut)] : []),
    ...(promotion ? [promotionBytes(promotion)] : []),
  ];
  const body = Buffer.concat(bytes);
  return Buffer.concat([body, checksum(body)]).toString("base64url");
}

/** Throws `invalid_input` for what no search answered. */
export function decodeCursor(cursor: unknown): Cursor {
  if (cursor === null) {
    throw new RevimgError(
      "invalid_input",
      "The cursor is null: the previous answer was the last page. Leave cursor out to start again.",
      { details: { option: "cursor" } },
    );
  }
  if (typeof cursor !== "string" || cursor.length > maxCursorLength) throw cursorError();
  const bytes = Buffer.from(cursor, "base64url");
  const body = bytes.subarray(0, -2);
  const isWhole = checksum(body).equals(bytes.subarray(-2));
  if (!isWhole || bytes.toString("base64url") !== cursor) throw cursorError();
  try {
    return readCursor(new ByteReader(body));
  } catch {
    throw cursorError();
  }
}

/** Throws anything for bytes that are no cursor. */
function readCursor(reader: ByteReader): Cursor {
  const kind = reader.byte() - version;
  const shown = reader.byte() * 256 + reader.byte();
  const place = { ...readPosition(reader), shown };
  if (kind < 0 || kind > 2 || shown < 1) throw cursorError();
  const cut = kind === 2 ? reader.similarity() : null;
  const cursor = kind === 0 ? place : { ...place, cut };
  if (reader.left === 0) return cursor;
  const salt = reader.byte();
  const last = readPosition(reader);
  const marks: number[] = [];
  while (reader.left > 0) marks.push(reader.byte() * 256 + reader.byte());
  return { ...cursor, promotion: { marks, salt, last } };
}

function cursorError(): RevimgError {
  return new RevimgError(
    "invalid_input",
    "The cursor does not come from a search. Send nextCursor of the previous answer, unchanged, with the same query.",
    { details: { option: "cursor" } },
  );
}

/** The order of results: by descending similarity, ties by id. */
export function compare(a: Position, b: Position): number {
  if (a.similarity !== b.similarity) return b.similarity - a.similarity;
  const [one, other] = [tieKey(a.id), tieKey(b.id)];
  return one < other ? -1 : one > other ? 1 : 0;
}

/**
 * What ties are ordered by: the id. One that is neither a UUID nor at most 16 bytes
 * long would make cursors of any length; its digest, as a UUID, stands for it.
 */
export function tieKey(id: string): string {
  if (isUuid(id) || Buffer.byteLength(id) <= 16) return id;
  return uuidOf(createHash("sha256").update(id).digest().subarray(0, 16));
}

/** Two bytes that stand for a picture; with another salt, others. */
export function markOf(id: string, salt: number): number {
  return createHash("sha256").update(`${salt} ${id}`).digest().readUInt16BE();
}

function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}

function uuidOf(bytes: Buffer): string {
  const parts = [bytes.subarray(0, 4), bytes.subarray(4, 6), bytes.subarray(6, 8)];
  return [...parts, bytes.subarray(8, 10), bytes.subarray(10, 16)]
    .map((part) => part.toString("hex"))
    .join("-");
}

const uuidKind = 255;

function positionBytes({ similarity, id }: Position): Buffer {
  const key = tieKey(id);
  const name = isUuid(key) ? Buffer.from(key.replaceAll("-", ""), "hex") : Buffer.from(key);
  const kind = Buffer.of(isUuid(key) ? uuidKind : name.length);
  return Buffer.concat([similarityBytes(similarity), kind, name]);
}

function readPosition(reader: ByteReader): Position {
  const similarity = reader.similarity();
  const kind = reader.byte();
  const id = kind === uuidKind ? uuidOf(reader.take(16)) : reader.take(kind).toString();
  return { similarity, id };
}

function promotionBytes({ marks, salt, last }: Promotion): Buffer {
  const pairs = marks.flatMap((mark) => [mark >> 8, mark & 255]);
  return Buffer.concat([Buffer.of(salt), positionBytes(last), Buffer.from(pairs)]);
}

function similarityBytes(similarity: number): Buffer {
  const bytes = Buffer.alloc(3);
  bytes.writeIntBE(Math.round(similarity * steps), 0, 3);
  return bytes;
}

function checksum(body: Buffer): Buffer {
  return createHash("sha256").update(body).digest().subarray(0, 2);
}

class ByteReader {
  #rest: Buffer;

  constructor(bytes: Buffer) {
    this.#rest = bytes;
  }

  get left(): number {
    return this.#rest.length;
  }

  take(count: number): Buffer {
    if (count > this.left) throw cursorError();
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }

  byte(): number {
    return this.take(1)[0]!;
  }

  similarity(): number {
    const value = this.take(3).readIntBE(0, 3) / steps;
    if (Math.abs(value) > maxSimilarity) throw cursorError();
    return value;
  }
}
