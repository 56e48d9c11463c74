import { defineConfig } from "tsup";
import { buildParts } from "../../tsup.parts.js";

export default defineConfig({
  entry: {
    services: "src/services/index.ts",
    "pglite-server": "src/services/pglite-server.ts",
    "clip-model": "src/clip-model/index.ts",
    "model-shapes": "src/model-shapes/index.ts",
    folders: "src/folders/index.ts",
    hub: "src/hub/index.ts",
    browser: "src/browser/index.ts",
    bundlers: "src/browser/bundle-project.ts",
  },
  format: "esm",
  target: "node20",
  ...buildParts(),
  sourcemap: true,
});
