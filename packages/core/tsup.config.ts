import { defineConfig } from "tsup";
import { buildParts } from "../../tsup.parts.js";

/** What package.json exports. */
const subpaths = {
  index: "src/index.ts",
  sqlite: "src/stores/sqlite/sqlite-stores.ts",
  fs: "src/stores/fs/fs-blobs.ts",
  scan: "src/scan/index.ts",
  memory: "src/stores/memory/index.ts",
  evaluation: "src/evaluation/index.ts",
  transfer: "src/transfer/index.ts",
  browser: "src/browser/index.ts",
};

export default defineConfig({
  entry: { ...subpaths, "browser-worker": "src/browser/browser-worker.ts" },
  format: "esm",
  target: "node20",
  ...buildParts(subpaths),
  sourcemap: true,
});
