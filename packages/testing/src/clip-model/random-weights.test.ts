import { expect, test } from "vitest";
import { chunksOf } from "./protobuf.js";
import {
  asFloat16,
  asFloat32,
  asInt8,
  quantisedScale,
  type RandomTensor,
  toFloat16,
} from "./random-weights.js";

const tensor: RandomTensor = { seed: 1, name: "a", count: 100_001, deviation: 0.5, mean: 0 };

function floats(of: RandomTensor): Float32Array {
  const bytes = Buffer.concat([...chunksOf([asFloat32(of)])]);
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

/** What 16 bits say (IEEE 754 binary16). */
function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15));
}

test("the numbers have the mean and the deviation asked for", () => {
  const values = floats({ ...tensor, mean: 3 });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(values).toHaveLength(tensor.count);
  expect(mean).toBeCloseTo(3, 1);
  expect(Math.sqrt(variance)).toBeCloseTo(0.5, 1);
});

test("the same name and seed give the same numbers, others give others", () => {
  const values = floats(tensor);
  expect(floats(tensor)).toEqual(values);
  expect(floats({ ...tensor, name: "b" })[0]).not.toBe(values[0]);
  expect(floats({ ...tensor, seed: 2 })[0]).not.toBe(values[0]);
});

test("float16 and int8 hold the same numbers, less exactly", () => {
  const values = floats(tensor);
  const halves = Buffer.concat([...chunksOf([asFloat16(tensor)])]);
  const bytes = Buffer.concat([...chunksOf([asInt8(tensor)])]);
  const scale = quantisedScale(tensor.deviation);
  expect([halves.length, bytes.length]).toEqual([2 * tensor.count, tensor.count]);
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    const half = fromFloat16(halves.readUInt16LE(2 * index));
    if (Math.abs(half - value) > Math.abs(value) / 2048 + 2 ** -25) {
      expect.fail(`float16 makes ${half} of ${value}`);
    }
    const clipped = Math.max(-2, Math.min(2, value));
    const byte = bytes.readInt8(index) * scale;
    if (Math.abs(byte - clipped) > scale * 0.5001) expect.fail(`int8 makes ${byte} of ${value}`);
  }
});

test.each([
  [0, 0],
  [1, 0x3c00],
  [-2, 0xc000],
  [65_504, 0x7bff],
  [65_520, 0x7c00],
  [2 ** -14, 0x0400],
  [2 ** -24, 0x0001],
  [2 ** -26, 0x0000],
  [1 / 3, 0x3555],
  // Half way between two numbers: to the even one.
  [1 + 2 ** -11, 0x3c00],
  [1 + 3 * 2 ** -11, 0x3c02],
  // The carry reaches the exponent.
  [2 - 2 ** -12, 0x4000],
])("%d is %i in float16", (value, bits) => {
  expect(toFloat16(value)).toBe(bits);
});
