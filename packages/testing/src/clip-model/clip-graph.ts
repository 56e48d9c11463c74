import type { ExternalWeights } from "./external-weights.js";
import { elementType, OnnxGraph } from "./onnx-graph.js";
import {
  asFloat16,
  asFloat32,
  asInt8,
  quantisedScale,
  type RandomTensor,
} from "./random-weights.js";

/** Number format of the weights; inputs and outputs are float32 in all of them. */
export type Dtype = "fp32" | "fp16" | "int8";

/** A tensor of weights as it is stored, and how to come back to float32. */
interface Stored {
  name: string;
  /** Makes a part of it, or all of it, float32. */
  toFloat(value: string): string;
  scale: number;
}

/** An ONNX graph with the building blocks of both towers of CLIP. */
export class ClipGraph extends OnnxGraph {
  readonly #seed: number;
  readonly #dtype: Dtype;
  /** Inputs that are quantised already: queries, keys and values share theirs. */
  readonly #quantised = new Map<string, string[]>();
  #parameterCount = 0;

  constructor(
    name: string,
    options: { seed: number; dtype: Dtype; external?: ExternalWeights | undefined },
  ) {
    super(name, options.external);
    this.#seed = options.seed;
    this.#dtype = options.dtype;
  }

  /** Weights so far. */
  get parameterCount(): number {
    return this.#parameterCount;
  }

  /** Random weights with mean 0, as float32 whatever they are stored in. */
  weights(name: string, shape: number[], deviation: number): string {
    const stored = this.#store(name, shape, deviation);
    return stored.toFloat(stored.name);
  }

  /** Rows of a table of random weights: [rows, width] by [...] to [..., width]. */
  lookUp(name: string, shape: [rows: number, width: number], deviation: number, ids: string) {
    const stored = this.#store(name, shape, deviation);
    return stored.toFloat(this.node("Gather", [stored.name, ids], { axis: 0 }));
  }

  /** x W + b: [..., from] to [..., to]. */
  linear(x: string, name: string, from: number, to: number, deviation: number): string {
    const product = this.project(x, `${name}.weight`, from, to, deviation);
    return this.node("Add", [product, this.#vector(`${name}.bias`, to, 0, 0.02)]);
  }

  /** x W: [..., from] to [..., to]. */
  project(x: string, name: string, from: number, to: number, deviation: number): string {
    if (this.#dtype !== "int8") {
      return this.node("MatMul", [x, this.weights(name, [from, to], deviation)]);
    }
    const [values, scale, zeroPoint] = this.#quantise(x);
    const stored = this.#store(name, [from, to], deviation);
    const sums = this.node("MatMulInteger", [values, stored.name, zeroPoint]);
    const product = this.node("Cast", [sums], { to: elementType.float });
    return this.node("Mul", [product, this.node("Mul", [scale, this.scalar(stored.scale)])]);
  }

  layerNorm(x: string, name: string, width: number): string {
    const scale = this.#vector(`${name}.weight`, width, 1, 0.1);
    const bias = this.#vector(`${name}.bias`, width, 0, 0.02);
    return this.node("LayerNormalization", [x, scale, bias], {
      axis: -1,
      epsilon: { float: 1e-5 },
    });
  }

  #quantise(x: string): [values: string, scale: string, zeroPoint: string] {
    const known = this.#quantised.get(x) ?? this.nodeWithOutputs("DynamicQuantizeLinear", [x], 3);
    this.#quantised.set(x, known);
    return known as [string, string, string];
  }

  /** Scales and biases stay float32: they are few, and they need it. */
  #vector(name: string, length: number, mean: number, deviation: number): string {
    const tensor = this.#random(name, [length], mean, deviation);
    return this.initializer(name, "float", [length], asFloat32(tensor));
  }

  #store(name: string, shape: number[], deviation: number): Stored {
    const tensor = this.#random(name, shape, 0, deviation);
    const cast = (value: string) => this.node("Cast", [value], { to: elementType.float });
    switch (this.#dtype) {
      case "fp32":
        this.initializer(name, "float", shape, asFloat32(tensor));
        return { name, scale: 1, toFloat: (value) => value };
      case "fp16":
        this.initializer(name, "float16", shape, asFloat16(tensor));
        return { name, scale: 1, toFloat: cast };
      case "int8": {
        this.initializer(name, "int8", shape, asInt8(tensor));
        const scale = quantisedScale(deviation);
        const toFloat = (value: string) => this.node("Mul", [cast(value), this.scalar(scale)]);
        return { name, scale, toFloat };
      }
    }
  }

  #random(name: string, shape: number[], mean: number, deviation: number): RandomTensor {
    const count = shape.reduce((product, size) => product * size, 1);
    this.#parameterCount += count;
    return { seed: this.#seed, name, count, deviation, mean };
  }
}
