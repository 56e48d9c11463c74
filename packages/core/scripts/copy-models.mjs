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
  "ready/README.md",
  "ready/clip-vit-l14.json",
  "ready/dinov2-base.json",
  "ready/dinov2-small.json",
  "ready/siglip2-base-224.json",
  // With the notice that WordNet asks copies to carry.
  "vocabulary/README.md",
  "vocabulary/lexicon.json",
  "vocabulary/vocabulary.json",
];

for (const file of files) {
  mkdirSync(new URL(".", new URL(file, target)), { recursive: true });
  copyFileSync(new URL(file, source), new URL(file, target));
}
