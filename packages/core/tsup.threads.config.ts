import { defineConfig } from "tsup";

/**
 * A thread starts from a file of its own, and has everything in that one file: an
 * index opens sooner the fewer files its threads read.
 */
export default defineConfig({
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
});
