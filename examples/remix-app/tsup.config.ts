import { defineConfig } from "tsup";

/** Bundles the server beside the Remix build, which it imports when it starts. */
export default defineConfig({
  entry: ["server.ts"],
  outDir: "build",
  format: "esm",
  target: "node20",
  clean: false,
  sourcemap: true,
});
