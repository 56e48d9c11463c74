/** A copy of L2 norm 1; null when a value is not finite, or all are 0. */
export function normalized(values: Float32Array): Float32Array | null {
  const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  if (!Number.isFinite(norm) || norm === 0) return null;
  return values.map((value) => value / norm);
}
