import { fileURLToPath } from "node:url";
import { bundleForBrowsers } from "@revimg/testing/browser";
import { beforeAll, expect, test } from "vitest";

let bundle: Awaited<ReturnType<typeof bundleForBrowsers>>;

beforeAll(async () => {
  const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  // Rejects when a module asks for Node.
  bundle = await bundleForBrowsers({
    browser: path("index.ts"),
    "browser-worker": path("browser-worker.ts"),
  });
});

test("nothing of Node, and no package but those for browsers, reaches the bundle", () => {
  expect(bundle.externals).toEqual([]);
  const packages = bundle.modules.flatMap(
    (path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  expect([...new Set(packages)].sort()).toEqual([
    "@huggingface/tokenizers",
    "entities",
    "fastest-levenshtein",
    "onnxruntime-web",
  ]);
});

test("what a page loads before its first picture is small", () => {
  const own = [...bundle.files].filter(([name]) => !/^(ort|tokenizer)/.test(name));
  const bytes = own.reduce((sum, [, content]) => sum + content.length, 0);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(60_000);
});
