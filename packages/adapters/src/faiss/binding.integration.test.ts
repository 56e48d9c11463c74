import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { faissWith, temporaryFolder } from "./testing/open-faiss.js";

const open = { space: "a", dimension: 8 };

/** A store that is to be opened with a module of this content. */
async function withModule(name: string, content: string) {
  const folder = await temporaryFolder();
  const binding = join(folder, name);
  await mkdir(folder, { recursive: true });
  await writeFile(binding, content);
  return faissWith({ path: join(folder, "vectors"), binding });
}

test("a binding that is not where the option says is missing, and no folder is made", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "vectors");
  await using store = faissWith({ path, binding: join(folder, "absent.node") });
  await expect(store.open(open)).rejects.toMatchObject({
    code: "missing_dependency",
    adapter: "faiss",
    message: expect.stringMatching(/is not at .*absent\.node\..* npm install faiss-node$/),
  });
  expect(existsSync(path)).toBe(false);
});

test("faiss-node whose install script did not run says how to run it", async () => {
  // As in this workspace, which runs no install scripts.
  await using store = faissWith({ path: join(await temporaryFolder(), "vectors") });
  await expect(store.open(open)).rejects.toMatchObject({
    code: "dependency_load_failed",
    message: expect.stringMatching(/Could not locate the bindings file.*npm rebuild faiss-node/),
  });
});

test.each([
  [
    "a native module of another kind",
    "broken.node",
    "not a native module ".repeat(100),
    "invalid ELF header",
  ],
  [
    "a package that throws",
    "throws.cjs",
    'throw new Error("no prebuilt for this machine")',
    "no prebuilt",
  ],
  [
    "a package that lacks a part",
    "lacks.cjs",
    'require("a-part-of-it")',
    "Cannot find module 'a-part-of-it'",
  ],
  [
    "a package that is something else",
    "other.cjs",
    "module.exports = {}",
    "has no Index.fromFactory",
  ],
  ["a module that ends the process", "aborts.cjs", "process.abort()", "SIGABRT"],
])("%s could not be loaded", async (_, name, content, said) => {
  await using store = await withModule(name, content);
  await expect(store.open(open)).rejects.toMatchObject({
    code: "dependency_load_failed",
    adapter: "faiss",
    message: expect.stringContaining(said),
  });
});

test("after a binding was mended, the same store opens", async () => {
  const path = await temporaryFolder();
  const binding = join(path, "binding.cjs");
  await using store = faissWith({ path: join(path, "vectors"), binding });
  await expect(store.open(open)).rejects.toMatchObject({ code: "missing_dependency" });
  await writeFile(binding, "module.exports = { Index: { fromFactory() {}, read() {} } }");
  await store.open(open);
  expect(await store.stats()).toEqual({ count: 0 });
});
