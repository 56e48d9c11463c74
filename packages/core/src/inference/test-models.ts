import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { clipModelFolder } from "@revimg/testing/clip-model";
import type { Dtype } from "../api/options.js";
import type { ModelFile, ModelManifest } from "../model-files/model-manifest.js";
import type { EmbedderModel } from "./embedder.js";

/** A small model of CLIP's shape with random weights, ready for an embedder. */
export async function tinyClip(
  change: (manifest: ModelManifest) => void = () => {},
  dtype: Dtype = "fp32",
): Promise<EmbedderModel> {
  const folder = await clipModelFolder({ size: "tiny", dtype });
  const manifest = JSON.parse(
    await readFile(join(folder, "manifest.json"), "utf8"),
  ) as ModelManifest;
  change(manifest);
  return modelIn(folder, manifest, dtype);
}

/** A model whose vector is the picture itself, or what `options` make of it. */
export async function echoModel(folder: string, options: EchoOptions = {}): Promise<EmbedderModel> {
  const { side = 4 } = options;
  const onnx = echoOnnx(options);
  await writeFile(join(folder, "echo.onnx"), onnx);
  const sha256 = createHash("sha256").update(onnx).digest("hex");
  return modelIn(folder, {
    format: 1,
    id: "echo",
    description: "Gives back what it is given.",
    license: "MIT",
    dimension: 3 * side * side,
    preprocessing: 1,
    image: {
      files: { fp32: { path: "echo.onnx", bytes: onnx.length, sha256 } },
      input: { tensor: "pixels", size: side, mean: [0, 0, 0], std: [1, 1, 1] },
      output: { tensor: "vector" },
    },
  });
}

function modelIn(folder: string, manifest: ModelManifest, dtype: Dtype = "fp32"): EmbedderModel {
  const { image, text } = manifest;
  const entries: Partial<Record<string, ModelFile>> = {
    image: image.files[dtype],
    text: text?.files[dtype],
    tokenizer: text?.tokenizer,
  };
  const entry = (role: string) => entries[role]!;
  return { manifest, dtype, entry, file: async (role) => join(folder, entry(role).path) };
}

interface EchoOptions {
  /** Pixels a side. */
  side?: number;
  /** Pictures that the file insists on; any number by default. */
  batch?: number;
  /** Gives half-precision values. */
  half?: boolean;
  /** The operator that each value passes through. */
  operator?: "Identity" | "Log";
}

const float32 = 1;
const float16 = 10;

/** The bytes of an ONNX file (onnx.proto, version 8): operator, Flatten, Cast. */
function echoOnnx({ side = 4, batch, half = false, operator = "Identity" }: EchoOptions): Buffer {
  const type = half ? float16 : float32;
  const cast = message(5, [bytes(1, "to"), integer(3, type), integer(20, 2)]);
  return Buffer.concat([
    integer(1, 8),
    message(7, [
      node("pixels", operator, "a"),
      node("a", "Flatten", "b"),
      node("b", "Cast", "vector", [cast]),
      bytes(2, "echo"),
      value(11, "pixels", float32, [batch ?? null, 3, side, side]),
      value(12, "vector", type, [batch ?? null, 3 * side * side]),
    ]),
    message(8, [bytes(1, ""), integer(2, 17)]),
  ]);
}

function node(input: string, operator: string, output: string, attributes: Buffer[] = []): Buffer {
  return message(1, [bytes(1, input), bytes(2, output), bytes(4, operator), ...attributes]);
}

function value(field: number, name: string, type: number, shape: (number | null)[]): Buffer {
  const sizes = shape.map((size) =>
    message(1, [size === null ? bytes(2, "batch") : integer(1, size)]),
  );
  const tensor = message(1, [integer(1, type), message(2, sizes)]);
  return message(field, [bytes(1, name), message(2, [tensor])]);
}

function integer(field: number, number: number): Buffer {
  return Buffer.from([...varint(field << 3), ...varint(number)]);
}

function message(field: number, parts: Buffer[]): Buffer {
  return bytes(field, Buffer.concat(parts));
}

function bytes(field: number, content: string | Buffer): Buffer {
  const body = Buffer.from(content as string);
  return Buffer.concat([Buffer.from([...varint((field << 3) | 2), ...varint(body.length)]), body]);
}

function varint(number: number): number[] {
  return number < 128 ? [number] : [(number & 127) | 128, ...varint(number >> 7)];
}
