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

/** The bits of the nearest half-precision values; of two equally near ones, the even one. */
export function halvesFromFloats(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, halfFromFloat);
}

const largestHalf = 65_504;

function halfFromFloat(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(size)) return 0x7e00;
  // Halfway to the next power of two is rounded up to infinity.
  if (size >= largestHalf + 16) return sign | 0x7c00;
  // Below 2^-14, all steps have the size 2^-24.
  const exponent = Math.max(-14, size === 0 ? -14 : Math.floor(Math.log2(size)));
  const steps = roundHalfToEven(size * 2 ** (10 - exponent));
  // A carry out of the fraction moves into the exponent, where it belongs.
  return sign | (steps + (exponent + 14) * 1024);
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
