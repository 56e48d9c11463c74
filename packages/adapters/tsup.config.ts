import { defineConfig } from "tsup";
import { buildParts } from "../../tsup.parts.js";

/** What package.json exports. */
const subpaths = [
  "src/chroma.ts",
  "src/config.ts",
  "src/faiss.ts",
  "src/pgvector.ts",
  "src/pinecone.ts",
  "src/postgres.ts",
  "src/queue.ts",
  "src/s3.ts",
];

export default defineConfig({
  // A process starts from a file of its own.
  entry: [...subpaths, "src/faiss-child.ts"],
  format: "esm",
  target: "node20",
  ...buildParts(subpaths),
  sourcemap: true,
});
