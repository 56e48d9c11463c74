import { createHash } from "node:crypto";
import { bytesOf } from "./onnx-graph.js";
import type { LazyBytes } from "./protobuf.js";

/** A tensor of seeded random numbers with a normal distribution. */
export interface RandomTensor {
  seed: number;
  /** Part of the seed: each tensor has its own numbers, wherever it stands in the model. */
  name: string;
  count: number;
  deviation: number;
  mean: number;
}

/** Values that are made at once. */
const blockLength = 65_536;

/**
 * Quantised weights stay in -63..63. With the whole range the products of one
 * instruction overflow on processors without VNNI, and the same file would give
 * other vectors on them.
 */
const quantisedLimit = 63;
/** What is further out than this many standard deviations is clipped (1 value in 16,000). */
const quantisedDeviations = 4;

export function asFloat32(tensor: RandomTensor): LazyBytes {
  return converted(tensor, 4, bytesOf);
}

export function asFloat16(tensor: RandomTensor): LazyBytes {
  return converted(tensor, 2, (values) => {
    const halves = new Uint16Array(values.length);
    for (const [index, value] of values.entries()) halves[index] = toFloat16(value);
    return bytesOf(halves);
  });
}

/** Signed bytes; times `quantisedScale` they are the values. For tensors with mean 0. */
export function asInt8(tensor: RandomTensor): LazyBytes {
  const scale = quantisedScale(tensor.deviation);
  return converted(tensor, 1, (values) => {
    const bytes = new Int8Array(values.length);
    for (const [index, value] of values.entries()) {
      const quantised = Math.round(value / scale);
      bytes[index] = Math.max(-quantisedLimit, Math.min(quantisedLimit, quantised));
    }
    return bytesOf(bytes);
  });
}

export function quantisedScale(deviation: number): number {
  return Math.fround((deviation * quantisedDeviations) / quantisedLimit);
}

function converted(
  tensor: RandomTensor,
  bytesPerValue: number,
  convert: (values: Float32Array) => Uint8Array,
): LazyBytes {
  return {
    byteLength: tensor.count * bytesPerValue,
    *chunks() {
      for (const values of normalValues(tensor)) yield convert(values);
    },
  };
}

/** Box and Muller's method on mulberry32's uniform numbers. */
function* normalValues(tensor: RandomTensor): Generator<Float32Array> {
  const { seed, name, count, deviation, mean } = tensor;
  let state = createHash("sha256").update(`${seed} ${name}`).digest().readUInt32LE();
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    // Never 0, of which there is no logarithm.
    return (((bits ^ (bits >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  for (let start = 0; start < count; start += blockLength) {
    const values = new Float32Array(Math.min(blockLength, count - start));
    for (let index = 0; index < values.length; index += 2) {
      const radius = deviation * Math.sqrt(-2 * Math.log(uniform()));
      const angle = 2 * Math.PI * uniform();
      values[index] = mean + radius * Math.cos(angle);
      // Outside of an array of odd length this does nothing.
      values[index + 1] = mean + radius * Math.sin(angle);
    }
    yield values;
  }
}

const float = new Float32Array(1);
const floatBits = new Uint32Array(float.buffer);

/** IEEE 754 binary16 of a number of moderate size, rounded half to even. */
export function toFloat16(value: number): number {
  float[0] = value;
  const bits = floatBits[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  const fraction = bits & 0x7fffff;
  if (exponent >= 31) return sign | 0x7c00;
  if (exponent < -10) return sign;
  // Numbers below 2^-14 have no leading one and a fixed exponent.
  if (exponent <= 0) return sign | shiftedRounded(fraction | 0x800000, 14 - exponent);
  // A carry out of the fraction moves into the exponent, as it should.
  return sign | shiftedRounded((exponent << 23) | fraction, 13);
}

function shiftedRounded(bits: number, shift: number): number {
  const kept = bits >>> shift;
  const rest = bits & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept;
}
