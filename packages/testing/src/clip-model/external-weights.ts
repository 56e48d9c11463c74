import { integerField, type LazyBytes, messageField, type Part, stringField } from "./protobuf.js";

/** `DataLocation.EXTERNAL` of onnx.proto. */
const external = 1;

/** Smaller constants stay in the graph, as exporters keep them. */
const leastBytes = 1024;

/** Weights in a file beside the ONNX file ("external data" of onnx.proto). */
export class ExternalWeights {
  readonly #location: string;
  readonly #parts: Part[] = [];
  #bytes = 0;

  /** @param location path of the file, relative to the ONNX file */
  constructor(location: string) {
    this.#location = location;
  }

  takes(data: Uint8Array | LazyBytes): boolean {
    return data.byteLength >= leastBytes;
  }

  /** Keeps the bytes, and gives the fields of `TensorProto` that say where they are. */
  add(data: Uint8Array | LazyBytes): Part[] {
    const offset = this.#bytes;
    this.#parts.push(data);
    this.#bytes += data.byteLength;
    const entry = (key: string, value: string | number) =>
      messageField(13, [...stringField(1, key), ...stringField(2, String(value))]);
    return [
      ...entry("location", this.#location),
      ...entry("offset", offset),
      ...entry("length", data.byteLength),
      ...integerField(14, external),
    ];
  }

  /** What the file holds, for `chunksOf`. */
  toFile(): Part[] {
    return this.#parts;
  }
}
