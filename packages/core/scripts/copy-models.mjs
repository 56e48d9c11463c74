// Copies the built-in model into the package, where the built code looks for it.
// Part of the build: an npm package can only carry files below its own folder.

import { copyFileSync, mkdirSync } from "node:fs";

const source = new URL("../../../models/mini/", import.meta.url);
const target = new URL("../models/mini/", import.meta.url);

mkdirSync(target, { recursive: true });
for (const file of ["model.onnx", "manifest.json", "labels.json"]) {
  copyFileSync(new URL(file, source), new URL(file, target));
}
