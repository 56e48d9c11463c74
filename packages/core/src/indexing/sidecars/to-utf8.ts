import { isUtf8 } from "node:buffer";

/** A text as UTF-8 without a byte order mark. */
export interface Utf8Text {
  bytes: Buffer;
  /** The first line that is not UTF-8 and was taken for Windows-1252, from 1; null for none. */
  guessedLine: number | null;
}

/** What Windows-1252 has at 0x80 to 0x9F (WHATWG Encoding Standard); Node 20 reads these as Latin-1. */
const windowsLetters = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/**
 * Excel and other programs write UTF-8 and UTF-16 with a byte order mark, and
 * Windows-1252 without a word. A file that is not UTF-8 is looked at line by
 * line: one wrong byte costs the letters of its own line alone.
 */
export function toUtf8(bytes: Buffer): Utf8Text {
  const wide = wideEncodingOf(bytes);
  if (wide) return { bytes: Buffer.from(new TextDecoder(wide).decode(bytes)), guessedLine: null };
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const text = bytes.subarray(start);
  if (isUtf8(text)) return { bytes: text, guessedLine: null };
  const lines: Buffer[] = [];
  let guessedLine: number | null = null;
  for (let from = 0; from < text.length; ) {
    const at = text.indexOf(0x0a, from);
    const end = at < 0 ? text.length : at + 1;
    const line = text.subarray(from, end);
    if (isUtf8(line)) lines.push(line);
    else {
      guessedLine ??= lines.length + 1;
      lines.push(fromWindows(line));
    }
    from = end;
  }
  return { bytes: Buffer.concat(lines), guessedLine };
}

/** By the byte order mark, or by the NULs that every second byte of a Latin text is. */
function wideEncodingOf([first, second, third, fourth]: Buffer): string | undefined {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return "utf-16le";
  if (first === 0 && second !== 0 && third === 0 && fourth !== 0) return "utf-16be";
  return undefined;
}

function fromWindows(line: Buffer): Buffer {
  const text = line
    .toString("latin1")
    .replace(/[\x80-\x9f]/g, (letter) => windowsLetters[letter.charCodeAt(0) - 0x80]!);
  return Buffer.from(text);
}
