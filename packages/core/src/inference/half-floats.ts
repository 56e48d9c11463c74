/**
 * Values of IEEE 754 binary16 (half precision), given as their bits. Where the
 * language has a `Float16Array` of its own, a runtime may give that instead.
 */
export function floatsFromHalves(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, floatFromHalf);
}

function floatFromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
