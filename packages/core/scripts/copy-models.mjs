// Copies what the built code needs of models/ into the package: manifests, the
// built-in model, the words for tags. Part of the build: an npm package can only
// carry files below its own folder.

import { copyFileSync, mkdirSync } from "node:fs";

const source = new URL("../../../models/", import.meta.url);
const target = new URL("../models/", import.meta.url);

const files = [
  "clip-vit-b32/manifest.json",
  "mini/labels.json",
  "mini/manifest.json",
  "mini/model.onnx",
  "mini/prototypes.bin",
  // With the notice that WordNet asks copies to carry.
  "vocabulary/README.md",
  "vocabulary/lexicon.json",
  "vocabulary/vocabulary.json",
];

for (const file of files) {
  mkdirSync(new URL(".", new URL(file, target)), { recursive: true });
  copyFileSync(new URL(file, source), new URL(file, target));
}
