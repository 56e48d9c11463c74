import { defineConfig } from "tsup";

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
  // An image has no use for declarations, which take most of the time of a build.
  dts: process.env.WITHOUT_TYPES === "1" ? false : { entry: subpaths },
  clean: true,
  sourcemap: true,
});
