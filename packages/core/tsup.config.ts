import { defineConfig } from "tsup";

/** The workers are entries of their own: a thread starts from a file. */
export default defineConfig({
  entry: {
    index: "src/index.ts",
    "inference-worker": "src/model/inference-worker.ts",
    "sqlite-worker": "src/sqlite/sqlite-worker.ts",
    "scan-thread": "src/scan/scan-thread.ts",
    scan: "src/scan/index.ts",
  },
  format: "esm",
  target: "node20",
  dts: { entry: { index: "src/index.ts", scan: "src/scan/index.ts" } },
  clean: true,
  sourcemap: true,
});
