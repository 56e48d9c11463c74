import { dimension } from "./vector-session.js";

/** A direction made from a number. In so many dimensions, two of them are nearly at right angles. */
export function direction(seed: number): Float32Array {
  let state = (seed * 2_654_435_761 + 1_013_904_223) >>> 0;
  const values = new Float64Array(dimension);
  for (let i = 0; i < dimension; i++) {
    // Marsaglia, "Xorshift RNGs", 2003.
    state = (state ^ (state << 13)) >>> 0;
    state = (state ^ (state >>> 17)) >>> 0;
    state = (state ^ (state << 5)) >>> 0;
    values[i] = state / 2 ** 32 - 0.5;
  }
  return unit(values);
}

/** A vector at so many degrees from `direction(seed)`, always in the same plane. */
export function turned(seed: number, degrees: number): Float32Array {
  const from = direction(seed);
  const other = direction(seed + 1_000_003);
  const overlap = from.reduce((sum, value, i) => sum + value * other[i]!, 0);
  const across = unit(Float64Array.from(other, (value, i) => value - overlap * from[i]!));
  const angle = (degrees * Math.PI) / 180;
  return unit(
    Float64Array.from(from, (value, i) => Math.cos(angle) * value + Math.sin(angle) * across[i]!),
  );
}

function unit(values: Float64Array): Float32Array {
  let squares = 0;
  for (const value of values) squares += value * value;
  const norm = Math.sqrt(squares);
  return Float32Array.from(values.map((value) => value / norm));
}
