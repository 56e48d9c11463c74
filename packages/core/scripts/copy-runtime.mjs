// Copies what ONNX Runtime loads on WebAssembly beside the built code, with its licence.
// Part of the build: dist/onnx-wasm.js looks for these files where it lies itself.

import { copyFileSync } from "node:fs";

const target = new URL("../dist/", import.meta.url);

for (const file of ["ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"]) {
  copyFileSync(new URL(import.meta.resolve(`onnxruntime-web/${file}`)), new URL(file, target));
}
copyFileSync(
  new URL("../licenses/onnxruntime.txt", import.meta.url),
  new URL("onnx-wasm.notice.txt", target),
);
