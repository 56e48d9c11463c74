import { defineConfig } from "tsup";
import { buildParts } from "../../tsup.parts.js";

export default defineConfig({
  entry: { index: "src/index.ts", client: "src/client/index.ts", wire: "src/wire-format.ts" },
  format: "esm",
  target: "node20",
  ...buildParts(),
  sourcemap: true,
});
