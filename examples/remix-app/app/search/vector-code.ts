/**
 * A vector as text for an address: one byte a number, in the scale of the largest one,
 * as base64url. The angle to the vector itself stays below half a degree.
 */
export function encodeVector(vector: ArrayLike<number>): string {
  const numbers = Array.from(vector);
  const largest = Math.max(...numbers.map(Math.abs)) || 1;
  const bytes = numbers.map((number) => Math.round((number / largest) * 127) & 0xff);
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** A vector of length 1; null for a text that is no vector. */
export function decodeVector(code: string): number[] | null {
  if (!/^[\w-]+$/.test(code)) return null;
  try {
    const text = atob(code.replaceAll("-", "+").replaceAll("_", "/"));
    const numbers = [...text].map((character) => (character.charCodeAt(0) << 24) >> 24);
    const length = Math.hypot(...numbers);
    return length > 0 ? numbers.map((number) => number / length) : null;
  } catch {
    return null;
  }
}
