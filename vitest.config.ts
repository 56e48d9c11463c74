import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import LongestFirst from "./scripts/lib/longest-first.mjs";

const roots = "{packages,examples,test}";

/** Tests that fetch hundreds of megabytes are not part of a run unless they are asked for. */
const optIn = process.env.REVIMG_TEST_REAL_CLIP === "1" ? [] : ["**/*.opt-in.test.ts"];

const outputs = ["**/node_modules/**", "**/dist/**", "**/build/**"];

export default defineConfig({
  test: {
    // Files run beside each other, those of servers, browsers and processes too: each works in a
    // database, a prefix or a folder of its own. Many wait for a server or a process, so one more
    // than the processors keeps these at work. More than eight would start more servers than the
    // memory of usual machines holds.
    maxWorkers: Math.min(8, availableParallelism() + 1),
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          include: [`${roots}/**/*.test.ts`, `${roots}/**/*.test.tsx`],
          exclude: [...outputs, "**/*.integration.test.ts", ...optIn],
          // These files share processes, which saves each the start of one and the loading of what
          // it tests. So a test puts back whatever it changed of the process.
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "integration",
          include: [`${roots}/**/*.integration.test.ts`],
          exclude: outputs,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          globalSetup: "./test/stop-services.ts",
        },
      },
    ],
  },
});
