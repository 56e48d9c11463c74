import type { InputGeometry } from "../pictures/resize/input-geometry.js";
import { resizeFilters } from "../pictures/resize/resize-filters.js";
import type { FieldReader } from "./field-reader.js";
import type { ImageTower, PictureInput, PictureOutput } from "./model-manifest.js";
import { readOnnxFiles, readTensor } from "./parse-files.js";

const resizes = ["crop", "squash", "pad"] as const satisfies readonly InputGeometry["resize"][];
const poolings = ["none", "cls", "mean"] as const;
const maxSide = 4096;

/** Reads `image` of a manifest. */
export function readImageTower(fields: FieldReader): ImageTower {
  const tower: ImageTower = {
    files: readOnnxFiles(fields.object("files")),
    input: readInput(fields.object("input")),
    output: readOutput(fields.object("output")),
  };
  fields.end();
  return tower;
}

function readInput(fields: FieldReader): PictureInput {
  const tensor = readTensor(fields);
  const size = readSize(fields);
  const resize = fields.choice("resize", resizes);
  const filter = fields.choice("filter", resizeFilters);
  const input: PictureInput = {
    tensor,
    size,
    ...(resize && { resize }),
    ...(fields.has("resizeTo") && { resizeTo: readResizeTo(fields, size, resize) }),
    ...(filter && { filter }),
    ...readPadColor(fields, resize),
    ...readScaling(fields),
  };
  fields.end();
  return input;
}

function readSize(fields: FieldReader): PictureInput["size"] {
  if (!fields.isObject("size")) return fields.integer("size", 1, maxSide);
  const sides = fields.object("size");
  const size = {
    width: sides.integer("width", 1, maxSide),
    height: sides.integer("height", 1, maxSide),
  };
  sides.end();
  return size;
}

function readResizeTo(
  fields: FieldReader,
  size: PictureInput["size"],
  resize: PictureInput["resize"],
): number {
  if (resize === "squash" || resize === "pad") {
    fields.refuse("resizeTo", `absent: only "crop" cuts something out, and this is "${resize}"`);
  }
  const longer = typeof size === "number" ? size : Math.max(size.width, size.height);
  const resizeTo = fields.integer("resizeTo", 1, 2 * maxSide);
  if (resizeTo >= longer) return resizeTo;
  return fields.refuse(
    "resizeTo",
    `at least ${longer}, the longer side of the input: a crop of ${longer} pixels can't be cut out of ${resizeTo}`,
  );
}

function readPadColor(
  fields: FieldReader,
  resize: PictureInput["resize"],
): Pick<PictureInput, "padColor"> {
  const hasColor = fields.has("padColor");
  if (resize === "pad") return { padColor: fields.colours("padColor", 0, 255) };
  if (hasColor) fields.refuse("padColor", 'absent: only resize "pad" has a border');
  return {};
}

function readScaling(fields: FieldReader): Pick<PictureInput, "mean" | "std"> {
  const [hasMean, hasStd] = [fields.has("mean"), fields.has("std")];
  if (!hasMean && !hasStd) return {};
  if (!hasStd) fields.refuse("std", "present, because mean is: give both, or none");
  if (!hasMean) fields.refuse("mean", "present, because std is: give both, or none");
  return { mean: fields.colours("mean", 0), std: fields.colours("std", 0.001) };
}

function readOutput(fields: FieldReader): PictureOutput {
  const tensor = readTensor(fields);
  const pooling = fields.choice("pooling", poolings);
  const hasPrefix = fields.has("prefixTokens");
  if (hasPrefix && pooling !== "mean") {
    fields.refuse("prefixTokens", 'absent: only pooling "mean" leaves tokens out');
  }
  const output: PictureOutput = {
    tensor,
    ...(pooling && { pooling }),
    ...(hasPrefix && { prefixTokens: fields.integer("prefixTokens", 0, 1024) }),
  };
  fields.end();
  return output;
}
