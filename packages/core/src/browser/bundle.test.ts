import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { bundleForBrowsers } from "@revimg/testing/browser";
import { expect, test } from "vitest";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const entries = { browser: path("index.ts"), "browser-worker": path("browser-worker.ts") };

test("nothing of Node, and no package but those for browsers, reaches the bundle", async () => {
  // Rejects when a module asks for Node.
  const bundle = await bundleForBrowsers(entries);
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

/** Bytes as a server sends them, each file by itself. */
function gzipped(files: [name: string, content: Uint8Array][]): number {
  return files.reduce((sum, [, content]) => sum + gzipSync(content, { level: 9 }).length, 0);
}

test("our own code is small: 20 KB with gzip for pictures, 4 KB more with the first text", async () => {
  const { files, loadedAtOnce } = await bundleForBrowsers(entries, { packages: "outside" });
  const all = [...files];
  const forPictures = gzipped(all.filter(([name]) => loadedAtOnce.has(name)));
  const forTexts = gzipped(all.filter(([name]) => !loadedAtOnce.has(name)));
  expect(forPictures).toBeGreaterThan(10_000);
  expect(forPictures).toBeLessThanOrEqual(20_000);
  expect(forTexts).toBeGreaterThan(1_000);
  expect(forTexts).toBeLessThanOrEqual(4_000);
});
