import { expect, test } from "vitest";
import { testsOf } from "../scripts/lib/changed-tests.mjs";

const contents: Record<string, string> = {
  "packages/core/src/pictures/decode.test.ts": `import { decode } from "./decode.js";`,
  "packages/core/src/pictures/limits.test.ts": `import { limits } from "./limits.js";`,
  "packages/core/src/search/page.test.ts": `import { picture } from "../pictures/decode.js";`,
  "packages/core/src/search/lazy.test.ts": `const { picture } = await import("../pictures/decode.js");`,
  "packages/core/src/search/other.test.ts": `import { page } from "./page.js";`,
  "examples/app/search.test.tsx": `import { Search } from "./search";`,
  "test/builds.test.ts": `import { builds } from "../scripts/lib/builds.mjs";`,
};
const of = (...changed: string[]) =>
  testsOf(changed, Object.keys(contents), (path: string) => contents[path]!);

test("tests beside a changed source and those that import it are run, no others", () => {
  expect(of("packages/core/src/pictures/decode.ts")).toEqual([
    "packages/core/src/pictures/decode.test.ts",
    "packages/core/src/pictures/limits.test.ts",
    "packages/core/src/search/page.test.ts",
    "packages/core/src/search/lazy.test.ts",
  ]);
  expect(of("examples/app/search.tsx")).toEqual(["examples/app/search.test.tsx"]);
  expect(of("scripts/lib/builds.mjs")).toEqual(["test/builds.test.ts"]);
});

test("a changed test or document says nothing about its neighbours", () => {
  expect(of("packages/core/src/pictures/decode.test.ts", "packages/core/src/README.md")).toEqual(
    [],
  );
});
