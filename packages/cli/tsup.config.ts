import { defineConfig } from "tsup";

/** The entry is small; what loads the engine sits in chunks of its own, so that `--help` is quick. */
export default defineConfig({
  entry: ["src/revimg.ts"],
  format: "esm",
  target: "node20",
  clean: true,
  sourcemap: true,
});
