import { defineConfig } from "vitest/config";

const roots = "{packages,examples,test}";

/** Tests that fetch hundreds of megabytes are not part of a run unless they are asked for. */
const optIn = process.env.REVIMG_TEST_REAL_CLIP === "1" ? [] : ["**/*.opt-in.test.ts"];

/** Unit tests run beside each other; tests of servers, browsers and processes one file at a time. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: [`${roots}/**/*.test.ts`, `${roots}/**/*.test.tsx`],
          exclude: [
            "**/node_modules/**",
            "**/dist/**",
            "**/build/**",
            "**/*.integration.test.ts",
            ...optIn,
          ],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "integration",
          include: [`${roots}/**/*.integration.test.ts`],
          exclude: ["**/node_modules/**", "**/dist/**", "**/build/**"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          globalSetup: "./test/stop-services.ts",
        },
      },
    ],
  },
});
