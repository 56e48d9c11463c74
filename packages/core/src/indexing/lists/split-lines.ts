/** Longest line that is read, in bytes. */
const maxLineBytes = 1024 * 1024;

export interface Line {
  /** From 1. */
  number: number;
  /** Without the mark at its end; null for a line that is too long. */
  bytes: Buffer | null;
}

const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * The lines of a stream. They end with a newline, or with a NUL if there is one in the
 * first piece that has either, as `find -print0` writes them. A byte order mark is left out.
 */
export async function* splitLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let rest: Buffer = Buffer.alloc(0);
  let end: number | undefined;
  let number = 1;
  let isTooLong = false;
  for await (const chunk of source) {
    rest = Buffer.concat([rest, chunk]);
    end ??= endOf(rest);
    let from = 0;
    for (let at = rest.indexOf(end ?? newline, from); at !== -1; at = rest.indexOf(end!, from)) {
      yield lineOf(isTooLong ? null : rest.subarray(from, at), number++);
      isTooLong = false;
      from = at + 1;
    }
    rest = rest.subarray(from);
    if (rest.length > maxLineBytes) {
      isTooLong = true;
      rest = Buffer.alloc(0);
    }
  }
  if (rest.length > 0 || isTooLong) yield lineOf(isTooLong ? null : rest, number);
}

/** What lines end with, once that is known. A text with a NUL in it may have newlines in names. */
function endOf(text: Buffer): number | undefined {
  if (text.includes(0)) return 0;
  return text.includes(newline) ? newline : undefined;
}

function lineOf(bytes: Buffer | null, number: number): Line {
  if (!bytes || bytes.length > maxLineBytes) return { number, bytes: null };
  const hasMark = number === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const isWindows = bytes.at(-1) === carriageReturn;
  return { number, bytes: bytes.subarray(hasMark ? 3 : 0, isWindows ? -1 : undefined) };
}
