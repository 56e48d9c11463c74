import type { ExternalWeights } from "./external-weights.js";
import {
  bytesField,
  floatField,
  integerField,
  type LazyBytes,
  messageField,
  type Part,
  stringField,
} from "./protobuf.js";

/** Numbers of `TensorProto.DataType` in onnx.proto. */
export const elementType = { float: 1, int8: 3, int32: 6, int64: 7, float16: 10 } as const;
export type ElementType = keyof typeof elementType;

/** An attribute of a node: a whole number, a list of them, or `{ float }`. */
export type Attribute = number | number[] | { float: number };

/** Numbers of `AttributeProto.AttributeType` in onnx.proto. */
const attributeType = { float: 1, integer: 2, integers: 7 } as const;

/** IR version 8 with operator set 17: the first one that has LayerNormalization. */
const irVersion = 8;
const operatorSet = 17;

/**
 * Puts an ONNX model together (https://onnx.ai/onnx/repo-docs/IR.html). Nodes go
 * in in the order in which they are computed; a value is named by a string that
 * `node` and the constants return.
 */
export class OnnxGraph {
  readonly #name: string;
  readonly #nodes: Part[] = [];
  readonly #initializers: Part[] = [];
  readonly #inputs: Part[] = [];
  readonly #outputs: Part[] = [];
  readonly #external: ExternalWeights | undefined;
  #values = 0;

  /** With `external`, large constants are kept in a file of their own. */
  constructor(name: string, external?: ExternalWeights) {
    this.#name = name;
    this.#external = external;
  }

  /** Adds a node and returns the name of its one output. */
  node(operator: string, inputs: string[], attributes: Record<string, Attribute> = {}): string {
    return this.nodeWithOutputs(operator, inputs, 1, attributes)[0]!;
  }

  /** Adds a node and returns the names of its outputs. */
  nodeWithOutputs(
    operator: string,
    inputs: string[],
    outputCount: number,
    attributes: Record<string, Attribute> = {},
  ): string[] {
    const outputs = Array.from({ length: outputCount }, () => this.#newName(operator));
    this.#addNode(operator, inputs, outputs, attributes);
    return outputs;
  }

  /** A constant of whole numbers; without `shape` a list of them, with `[]` a single one. */
  integers(values: number[], shape: number[] = [values.length]): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.initializer(this.#newName("integers"), "int64", shape, bytesOf(data));
  }

  /** A single float32. */
  scalar(value: number): string {
    return this.initializer(this.#newName("scalar"), "float", [], bytesOf(Float32Array.of(value)));
  }

  /** A constant whose elements, row by row and little-endian, are `data`. */
  initializer(name: string, type: ElementType, shape: number[], data: Uint8Array | LazyBytes) {
    this.#initializers.push(
      ...messageField(5, [
        ...shape.flatMap((size) => integerField(1, size)),
        ...integerField(2, elementType[type]),
        ...stringField(8, name),
        ...(this.#external?.takes(data) ? this.#external.add(data) : bytesField(9, data)),
      ]),
    );
    return name;
  }

  /** Declares an input; a size that is a string is free and has that name. */
  input(name: string, type: ElementType, shape: (number | string)[]): string {
    this.#inputs.push(...messageField(11, valueInfo(name, type, shape)));
    return name;
  }

  /** Gives `value` out under `name`. */
  output(name: string, type: ElementType, shape: (number | string)[], value: string): void {
    this.#addNode("Identity", [value], [name], {});
    this.#outputs.push(...messageField(12, valueInfo(name, type, shape)));
  }

  /** The model as a message (`ModelProto`); weights are made while it is written. */
  toModel(): Part[] {
    const graph = [
      ...this.#nodes,
      ...stringField(2, this.#name),
      ...this.#initializers,
      ...this.#inputs,
      ...this.#outputs,
    ];
    return [
      ...integerField(1, irVersion),
      ...stringField(2, "revimg-testing"),
      ...messageField(7, graph),
      ...messageField(8, [...stringField(1, ""), ...integerField(2, operatorSet)]),
    ];
  }

  #newName(prefix: string): string {
    return `${prefix}_${this.#values++}`;
  }

  #addNode(
    operator: string,
    inputs: string[],
    outputs: string[],
    attributes: Record<string, Attribute>,
  ): void {
    this.#nodes.push(
      ...messageField(1, [
        ...inputs.flatMap((name) => stringField(1, name)),
        ...outputs.flatMap((name) => stringField(2, name)),
        ...stringField(3, `node_${outputs[0]}`),
        ...stringField(4, operator),
        ...Object.entries(attributes).flatMap(([name, value]) =>
          messageField(5, [...stringField(1, name), ...attributeValue(value)]),
        ),
      ]),
    );
  }
}

/** The memory of a typed array. ONNX wants little-endian, which is what every host of Node has. */
export function bytesOf(array: NodeJS.TypedArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function attributeValue(value: Attribute): Part[] {
  if (typeof value === "number") {
    return [...integerField(3, value), ...integerField(20, attributeType.integer)];
  }
  if (Array.isArray(value)) {
    return [
      ...value.flatMap((item) => integerField(8, item)),
      ...integerField(20, attributeType.integers),
    ];
  }
  return [...floatField(2, value.float), ...integerField(20, attributeType.float)];
}

function valueInfo(name: string, type: ElementType, shape: (number | string)[]): Part[] {
  const sizes = shape.flatMap((size) =>
    messageField(1, typeof size === "string" ? stringField(2, size) : integerField(1, size)),
  );
  const tensor = [...integerField(1, elementType[type]), ...messageField(2, sizes)];
  return [...stringField(1, name), ...messageField(2, messageField(1, tensor))];
}
