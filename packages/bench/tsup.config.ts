import { defineConfig } from "tsup";

/** What is started as a process of its own is an entry: a process starts from a file. */
export default defineConfig({
  entry: {
    index: "src/index.ts",
    "write-page": "src/write-page.ts",
    "server-process": "src/server-process.ts",
    migrant: "src/migrate/migrant.ts",
    victim: "src/kills/victim.ts",
    "file-faults": "src/faults/file-faults.ts",
    "file-fault-process": "src/faults/file-fault-process.ts",
    "owner-process": "src/owners/owner-process.ts",
    "move-process": "src/moves/move-process.ts",
    "worker-process": "src/workers/worker-process.ts",
    "clip-process": "src/clip/clip-process.ts",
    "contact-sheet": "src/contact-sheet.ts",
  },
  format: "esm",
  target: "node20",
  clean: true,
  sourcemap: true,
});
