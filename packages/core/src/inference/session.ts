import type { InferenceSession, Tensor } from "onnxruntime-web";
import { RevimgError } from "../lib/errors.js";
import { floatsFromHalves, halvesFromFloats } from "./half-floats.js";

/** Number formats of an input of floats. */
export type FloatType = "float32" | "float16";

/** What goes into a model. Floats are narrowed where the model wants float16. */
type Feed =
  | { type: FloatType; data: Float32Array; shape: readonly number[] }
  | { type: "int64"; data: BigInt64Array; shape: readonly number[] };

/** One input or output: its number format and its shape. Sizes that may vary are null. */
export interface TensorInfo {
  name: string;
  type: string;
  shape: readonly (number | null)[];
}

/** A loaded ONNX model, whatever runs it. */
export interface Session {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** One inference: the named outputs' values. Half-precision ones are widened. */
  run(input: string, feed: Feed, outputs: readonly string[]): Promise<Float32Array[]>;
}

/** The constructor that both of ONNX Runtime's packages have. */
export type TensorConstructor = new (
  type: Feed["type"],
  data: Float32Array | Uint16Array | BigInt64Array,
  shape: readonly number[],
) => Tensor;

/** What a manifest says of a tensor. */
export interface ExpectedTensor {
  name: string;
  types: readonly string[];
  /** Null for a size that may be anything. */
  shape: readonly (number | null)[];
}

/** A session of either package of ONNX Runtime. */
export function wrapSession(session: InferenceSession, TensorOf: TensorConstructor): Session {
  return {
    inputs: session.inputMetadata.map(toInfo),
    outputs: session.outputMetadata.map(toInfo),
    async run(input, feed, outputs) {
      const { type, shape } = feed;
      const data = feed.type === "float16" ? halvesFromFloats(feed.data) : feed.data;
      const feeds = { [input]: new TensorOf(type, data, shape) };
      const results = await session.run(feeds, [...outputs]);
      return outputs.map((name) => toFloats(results[name]!.data));
    },
  };
}

/**
 * Finds a tensor of a session and compares it with the manifest. Throws `model_corrupt`
 * with the names, formats and sizes that it found.
 */
export function requireTensor(
  id: string,
  session: Session,
  side: "inputs" | "outputs",
  { name, types, shape }: ExpectedTensor,
): TensorInfo {
  const found = session[side].find((tensor) => tensor.name === name);
  const fits =
    found &&
    types.includes(found.type) &&
    // Some exporters omit an output's shape.
    (found.shape.length === 0 ||
      (found.shape.length === shape.length &&
        found.shape.every((size, axis) => fitting(size, shape[axis]!))));
  if (fits) return found;
  const expected = describe({ name, type: types[0]!, shape });
  const there = session[side].map(describe).join(", ");
  throw new RevimgError(
    "model_corrupt",
    `The manifest of the model ${id} says that it has ${side === "inputs" ? "an input" : "an output"} ${expected}; its ONNX file has ${there}. Correct the manifest, or use the file it was written for.`,
    { details: { model: id, tensor: name } },
  );
}

function fitting(size: number | null, expected: number | null): boolean {
  return size === null || expected === null || size === expected;
}

function describe({ name, type, shape }: TensorInfo): string {
  return `${name} (${[type, ...(shape.length > 0 ? [`[${shape.map((size) => size ?? "any").join(", ")}]`] : [])].join(" ")})`;
}

function toInfo(value: InferenceSession.ValueMetadata): TensorInfo {
  if (!value.isTensor) return { name: value.name, type: "not a tensor", shape: [] };
  const shape = value.shape.map((size) => (typeof size === "number" && size > 0 ? size : null));
  return { name: value.name, type: value.type, shape };
}

function toFloats(data: Tensor["data"]): Float32Array {
  if (data instanceof Float32Array) return data;
  if (data instanceof Uint16Array) return floatsFromHalves(data);
  return Float32Array.from(data as ArrayLike<number>);
}
