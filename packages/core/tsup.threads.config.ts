import { defineConfig, type Options } from "tsup";

/**
 * A thread starts from a file of its own, and has everything in that one file: an
 * index opens sooner the fewer files its threads read.
 */
const threads: Options = {
  entry: {
    "inference-worker": "src/inference/inference-worker.ts",
    "picture-worker": "src/pictures/picture-worker.ts",
    "sqlite-worker": "src/stores/sqlite/sqlite-worker.ts",
    "scan-thread": "src/scan/scan-thread.ts",
  },
  format: "esm",
  target: "node20",
  splitting: false,
  sourcemap: true,
};

/** Without the package: see docs/decisions/0024-onnx-runtime-web-is-copied.md. */
const onnxWasm: Options = {
  entry: { "onnx-wasm": "src/inference/onnx-wasm.ts" },
  format: "esm",
  target: "node20",
  noExternal: [/^onnxruntime-/],
};

export default defineConfig([threads, onnxWasm]);
