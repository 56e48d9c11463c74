/** The type of a picture that every browser shows, by its first bytes; else null. */
export function shownType(bytes: Uint8Array): string | null {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return "image/jpeg";
  if (text(1, 4) === "PNG") return "image/png";
  if (text(0, 4) === "GIF8") return "image/gif";
  if (text(0, 4) === "RIFF" && text(8, 12) === "WEBP") return "image/webp";
  if (text(4, 12) === "ftypavif" || text(4, 12) === "ftypavis") return "image/avif";
  return null;
}
