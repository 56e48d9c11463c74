import { defineConfig } from "tsup";
import { buildParts } from "../../tsup.parts.js";

export default defineConfig({
  entry: ["src/index.ts"],
  format: "esm",
  target: "node20",
  ...buildParts(),
  sourcemap: true,
});
