import { defineConfig } from "vitest/config";

const roots = "{packages,examples,test}";

/** Unit tests run beside each other; tests of servers, browsers and processes one file at a time. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: [`${roots}/**/*.test.ts`, `${roots}/**/*.test.tsx`],
          exclude: ["**/node_modules/**", "**/dist/**", "**/build/**", "**/*.integration.test.ts"],
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
