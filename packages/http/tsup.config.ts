import { defineConfig } from "tsup";

export default defineConfig({
  entry: { index: "src/index.ts", client: "src/client/index.ts", wire: "src/wire-format.ts" },
  format: "esm",
  target: "node20",
  // An image has no use for declarations, which take most of the time of a build.
  dts: process.env.WITHOUT_TYPES !== "1",
  clean: true,
  sourcemap: true,
});
