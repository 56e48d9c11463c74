import type { Dtype } from "../api/options.js";
import { externalLocation } from "./external-data.js";
import type { FieldReader } from "./field-reader.js";
import type { ModelFile, OnnxFile } from "./model-manifest.js";

export const dtypes = ["fp32", "fp16", "int8"] as const satisfies readonly Dtype[];

const fileName = /^(?!.*(?:^|\/)\.{0,2}(?:\/|$))[^\\:\0]+$/;

/** What the hub's repositories call the formats that have another name here. */
const otherNames: Record<string, Dtype> = { q8: "int8", quantized: "int8", uint8: "int8" };

/** Reads `files` of a tower: an ONNX file for each number format. */
export function readOnnxFiles(fields: FieldReader): Partial<Record<Dtype, OnnxFile>> {
  const files: Partial<Record<Dtype, OnnxFile>> = {};
  for (const dtype of dtypes) {
    if (fields.has(dtype)) files[dtype] = readOnnxFile(fields.object(dtype));
  }
  for (const name of fields.keys()) {
    const dtype = otherNames[name];
    if (dtype) fields.refuse(name, `called ${dtype}`);
  }
  fields.end();
  if (Object.keys(files).length === 0) fields.refuse("fp32", "a file (or fp16 or int8)");
  return files;
}

function readOnnxFile(fields: FieldReader): OnnxFile {
  if (!fields.has("externalData")) return readFile(fields);
  const parts = fields.objects("externalData");
  const file = readFile(fields);
  const externalData = parts.map((part) => readExternal(part, file.path));
  return { ...file, externalData };
}

function readExternal(fields: FieldReader, onnxPath: string): ModelFile {
  const file = readFile(fields);
  if (externalLocation(onnxPath, file.path) !== null) return file;
  return fields.refuse(
    "path",
    `in the folder of ${onnxPath}: there the ONNX file looks for its external data`,
  );
}

export function readFile(fields: FieldReader): ModelFile {
  const path = fields.text("path", fileName, "a relative path with / and without ..");
  const bytes = fields.has("bytes") ? (fields.isNull("bytes") ? null : size(fields)) : null;
  const sha256 = fields.text("sha256", /^[0-9a-f]{64}$/, "64 hex digits in lower case");
  fields.end();
  return { path, bytes, sha256 };
}

function size(fields: FieldReader): number {
  return fields.integer("bytes", 1, Number.MAX_SAFE_INTEGER);
}

export function readTensor(fields: FieldReader): string {
  return fields.text("tensor", /^\S+$/, "the name of a tensor");
}
