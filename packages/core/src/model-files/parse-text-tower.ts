import type { FieldReader } from "./field-reader.js";
import type { TextCleaning, TextInput, TextTower } from "./model-manifest.js";
import { readFile, readOnnxFiles, readTensor } from "./parse-files.js";

const cleanings = [
  "clip",
  "lower-case",
  "canonical",
  "none",
] as const satisfies readonly TextCleaning[];

/** Reads `text` of a manifest. */
export function readTextTower(fields: FieldReader): TextTower {
  const output = fields.object("output");
  const tower: TextTower = {
    files: readOnnxFiles(fields.object("files")),
    tokenizer: readFile(fields.object("tokenizer")),
    input: readInput(fields.object("input")),
    output: { tensor: readTensor(output) },
  };
  output.end();
  fields.end();
  return tower;
}

function readInput(fields: FieldReader): TextInput {
  const tensor = readTensor(fields);
  const contextLength = fields.integer("contextLength", 3, 65_536);
  const cleaning = fields.choice("cleaning", cleanings);
  const input: TextInput = {
    tensor,
    contextLength,
    ...(fields.has("padding") && { padding: readPadding(fields.object("padding"), contextLength) }),
    ...(cleaning && { cleaning }),
  };
  fields.end();
  return input;
}

function readPadding(fields: FieldReader, contextLength: number): { length: number; id: number } {
  const length = fields.integer("length", 1, 65_536);
  if (length > contextLength) {
    fields.refuse("length", `at most ${contextLength}, which contextLength says is the most`);
  }
  const padding = { length, id: fields.integer("id", 0, 2 ** 31 - 1) };
  fields.end();
  return padding;
}
