import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fingerprintsOf } from "../scripts/lib/builds.mjs";

const scripts = { build: "tsup" };
const files = {
  "packages/core/package.json": JSON.stringify({ name: "core", scripts }),
  "packages/core/src/index.ts": "1",
  "packages/cli/package.json": JSON.stringify({
    name: "cli",
    scripts,
    dependencies: { core: "workspace:^", zod: "^3.0.0" },
  }),
  "packages/cli/src/index.ts": "1",
  "examples/plain/package.json": JSON.stringify({ name: "plain", dependencies: { cli: "*" } }),
  "pnpm-lock.yaml": "1",
};

async function workspace() {
  const root = await mkdtemp(join(tmpdir(), "revimg-builds-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const write = async (path: string, content: string) => {
    await mkdir(join(root, dirname(path)), { recursive: true });
    await writeFile(join(root, path), content);
  };
  for (const [path, content] of Object.entries(files)) await write(path, content);
  /** What changes with a file, such as `core.own`. */
  const changedBy = async (path: string) => {
    const before = fingerprintsOf(root);
    await write(path, "of another length");
    const changed = Object.entries(fingerprintsOf(root)).flatMap(([name, { own, whole }]) => [
      ...(own === before[name]!.own ? [] : [`${name}.own`]),
      ...(whole === before[name]!.whole ? [] : [`${name}.whole`]),
    ]);
    return changed.sort();
  };
  return { root, changedBy };
}

test("a change of a package makes it stale, and as a whole what depends on it", async () => {
  const { root, changedBy } = await workspace();
  expect(Object.keys(fingerprintsOf(root)).sort()).toEqual(["cli", "core"]);
  expect(await changedBy("packages/core/src/index.ts")).toEqual([
    "cli.whole",
    "core.own",
    "core.whole",
  ]);
  expect(await changedBy("packages/cli/src/index.ts")).toEqual(["cli.own", "cli.whole"]);
});

test("packages may depend on each other", async () => {
  const { root, changedBy } = await workspace();
  const core = { name: "core", scripts, devDependencies: { cli: "workspace:^" } };
  await writeFile(join(root, "packages/core/package.json"), JSON.stringify(core));
  expect(await changedBy("packages/cli/src/index.ts")).toEqual([
    "cli.own",
    "cli.whole",
    "core.whole",
  ]);
});

test("what every build reads makes all of them stale", async () => {
  const { changedBy } = await workspace();
  const all = ["cli.own", "cli.whole", "core.own", "core.whole"];
  expect(await changedBy("pnpm-lock.yaml")).toEqual(all);
  expect(await changedBy("models/mini/model.onnx")).toEqual([
    "cli.whole",
    "core.own",
    "core.whole",
  ]);
});

test("tests and outputs make nothing stale", async () => {
  const { changedBy } = await workspace();
  expect(await changedBy("packages/core/src/index.test.ts")).toEqual([]);
  expect(await changedBy("packages/core/dist/index.js")).toEqual([]);
  expect(await changedBy("packages/core/models/mini/model.onnx")).toEqual([]);
});
