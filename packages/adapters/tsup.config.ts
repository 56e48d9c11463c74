import { defineConfig } from "tsup";

export default defineConfig({
  entry: [
    "src/config.ts",
    "src/s3.ts",
    "src/postgres.ts",
    "src/pgvector.ts",
    "src/chroma.ts",
    "src/pinecone.ts",
  ],
  format: "esm",
  target: "node20",
  dts: true,
  clean: true,
  sourcemap: true,
});
