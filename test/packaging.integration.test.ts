import { cp, mkdir, readdir, readFile, rename, symlink, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import type { Browser } from "playwright-core";
import { publint } from "publint";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumMissing, launchChromium } from "../packages/testing/dist/browser.js";
import { bundleProject, bundlerNames } from "../packages/testing/dist/bundlers.js";
import { embedInPage } from "./packaging/embed-in-page.js";
import {
  type PackedPackages,
  packages,
  packPackages,
  publicSpecifiers,
  root,
} from "./packaging/packed-packages.js";
import { runCommand } from "./packaging/run-command.js";
import { resolutions, typeErrors } from "./packaging/type-errors.js";

/** What a user gets: the tarballs, checked, then installed by plain npm into an empty project. */
let packed: PackedPackages;
let project: string;

/** A match in what README's program prints: its similarity, then its name. */
const firstMatch = /\b[\d.]+ 2\.jpg/;

beforeAll(async () => {
  packed = await packPackages();
  project = join(packed.folder, "project");
  await makeProject(project);
});
afterAll(() => packed?.[Symbol.asyncDispose]());

/** A folder with pictures, and with README's first program. Nothing is installed. */
async function makeProject(folder: string): Promise<void> {
  await mkdir(join(folder, "photos"), { recursive: true });
  for (let i = 0; i < 5; i++) {
    const background = { r: 50 * i, g: 200 - 40 * i, b: 120 };
    const image = sharp({ create: { width: 200, height: 150, channels: 3, background } });
    await image.jpeg().toFile(join(folder, "photos", `${i}.jpg`));
  }
  await cp(join(folder, "photos/2.jpg"), join(folder, "query.jpg"));
  const readme = await readFile(join(root, "README.md"), "utf8");
  await writeFile(join(folder, "first.mjs"), /```js\n([\s\S]+?)```/.exec(readme)?.[1] ?? "");
}

const filesOf = async (name: string) => {
  const listing = await runCommand("tar", ["-tzf", packed.tarballOf(name)], packed.folder);
  return listing
    .trim()
    .split(/\r?\n/)
    .map((path) => path.replace("package/", ""));
};

test("a stranger sees matches after three commands and eight lines", async () => {
  const program = await readFile(join(project, "first.mjs"), "utf8");
  expect(program.split("\n").filter((line) => line.trim() !== "").length).toBeLessThanOrEqual(8);
  const started = performance.now();
  await runCommand("npm", ["init", "-y"], project);
  // From a registry, the last word would be @revimg/core.
  await runCommand(
    "npm",
    ["install", "--no-audit", "--no-fund", packed.tarballOf("core")],
    project,
  );
  const printed = await runCommand(process.execPath, ["first.mjs"], project);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`From npm init to the first matches: ${seconds} s`);
  expect(printed).toMatch(firstMatch);
});

test("core alone, where the native runtime is not installed, runs on WebAssembly", async () => {
  const modules = join(project, "node_modules");
  const away = join(packed.folder, "away");
  await mkdir(away);
  const natives = (await readdir(modules)).filter((name) => name.startsWith("onnxruntime"));
  for (const name of natives) await rename(join(modules, name), join(away, name));
  const program = `import { createRevimg } from "@revimg/core";
    const revimg = await createRevimg();
    const { matches } = await revimg.search({ image: "query.jpg" });
    const { model } = await revimg.stats();
    console.log(JSON.stringify([matches[0].filename, model.runtime]));
    await revimg.close();`;
  const output = await runCommand(
    process.execPath,
    ["--input-type=module", "-e", program],
    project,
  );
  for (const name of natives) await rename(join(away, name), join(modules, name));
  expect(JSON.parse(output)).toEqual(["2.jpg", "onnxruntime-web"]);
});

describe("the browser entry", () => {
  let browser: Browser | undefined;
  const vectors: number[][] = [];

  beforeAll(async () => {
    // A page's author installs it. It is not ours, and has 139 MB.
    const runtime = join(root, "packages/core/node_modules/onnxruntime-web");
    await symlink(runtime, join(project, "node_modules/onnxruntime-web"), "junction");
    if (chromiumMissing === null) browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await unlink(join(project, "node_modules/onnxruntime-web"));
  });

  test.for(bundlerNames)("%s bundles it, and a page embeds a picture", async (name, { skip }) => {
    const bundle = await bundleProject(name, project);
    if (browser === undefined && process.env.REVIMG_REQUIRE_SERVICES !== "1") {
      return skip(`Bundled. The page is not opened: ${chromiumMissing}.`);
    }
    const installed = join(project, "node_modules/@revimg/core");
    const picture = join(project, "query.jpg");
    const vector = await embedInPage(browser!, bundle, { installed, picture });
    expect(vector).toHaveLength(512);
    vectors.push(vector);
    // The same code and the same runtime: every bundler's page has the same vector.
    expect(vector).toEqual(vectors[0]);
  });
});

test.each(packages)("the package %s is well formed (publint, strict)", async (name) => {
  const { buffer } = new Uint8Array(await readFile(packed.tarballOf(name)));
  const { messages } = await publint({ pack: { tarball: buffer }, strict: true });
  expect(messages).toEqual([]);
});

// The command line has no library entry.
test.each(packages.filter((name) => name !== "cli"))(
  "types resolve for every import of %s (are the types wrong)",
  async (name) => {
    const tarball = createPackageFromTarballData(
      new Uint8Array(await readFile(packed.tarballOf(name))),
    );
    const checked = await checkPackage(tarball);
    expect(checked).toMatchObject({ types: { kind: "included" } });
    const problems = "problems" in checked ? checked.problems : [];
    // The packages are modules only. `require` takes them where Node has that, see below.
    const old = ["node10", "node16-cjs"];
    expect(
      problems.filter((each) => !("resolutionKind" in each && old.includes(each.resolutionKind))),
    ).toEqual([]);
  },
);

test("a tarball holds what is needed and nothing else", async () => {
  for (const name of packages) {
    const files = await filesOf(name);
    const runtime = ["dist/onnx-wasm.js", "dist/onnx-wasm.notice.txt", "models/mini/model.onnx"];
    const loaded = ["mjs", "wasm"].map((ending) => `dist/ort-wasm-simd-threaded.${ending}`);
    const needed = [
      "LICENSE",
      "README.md",
      "package.json",
      ...(name === "core" ? [...runtime, ...loaded] : []),
    ];
    expect(files).toEqual(expect.arrayContaining(needed));
    const code = name === "core" ? /^dist\/.+\.(js|js\.map|d\.ts)$/ : /^dist\/.+\.(js|d\.ts)$/;
    const model = /^models\/(mini|clip-vit-b32|ready|vocabulary)\/[A-Za-z0-9.-]+$/;
    const isKnown = (path: string) =>
      code.test(path) || path === "CHANGELOG.md" || (name === "core" && model.test(path));
    expect(
      files.filter((path) => !needed.includes(path) && !isKnown(path)),
      name,
    ).toEqual([]);
  }
});

test("source maps are in core's tarball alone, for Vite to find", async () => {
  const listings = await Promise.all(packages.map(filesOf));
  const withMaps = packages.filter((_, i) => listings[i]!.some((path) => path.endsWith(".map")));
  // Vite warns of each file of a page whose map is named and absent.
  expect(withMaps).toEqual(["core"]);
});

describe("with all packages", () => {
  let specifiers: string[];
  let otherNode: string;

  beforeAll(async () => {
    const others = packages.filter((name) => name !== "core").map(packed.tarballOf);
    await runCommand("npm", ["install", "--no-audit", "--no-fund", ...others], project);
    specifiers = await publicSpecifiers();
    const other = process.versions.node.startsWith("24.") ? 20 : 24;
    const words = ["--yes", "--package", `node@${other}`, "node", "-p", "process.execPath"];
    otherNode = (await runCommand("npx", words, project)).trim();
  });

  test.each(Object.keys(resolutions) as (keyof typeof resolutions)[])(
    "every import typechecks with the resolution of %s, our declarations included",
    async (resolution) => {
      const [right, wrong] = [join(project, "right.mts"), join(project, "wrong.mts")];
      const lines = specifiers.map((name, i) => `import * as m${i} from "${name}"; void m${i};`);
      await writeFile(right, `${lines.join("\n")}\n`);
      await writeFile(wrong, `import { noSuchThing } from "${specifiers[0]}"; void noSuchThing;\n`);
      expect(typeErrors([right, wrong], resolution)).toEqual([
        expect.stringMatching(/wrong\.mts.*no exported member 'noSuchThing'/),
      ]);
    },
  );

  test("every import loads, and what is optional is missed with the command that installs it", async () => {
    const calls = Object.entries(optional).map(
      ([adapter, [, call]]) =>
        `import("@revimg/adapters/${adapter}").then((adapter) => adapter.${call}).catch((error) => error)`,
    );
    const loads = specifiers.map((name) => `import("${name}").then((all) => typeof all)`);
    const program = `console.log(JSON.stringify([await Promise.all([${loads}]), await Promise.all([${calls}])]));`;
    const words = ["--input-type=module", "-e", program];
    const [loaded, errors] = JSON.parse(await runCommand(process.execPath, words, project));
    expect(loaded).toEqual(specifiers.map(() => "object"));
    for (const [i, [needed]] of Object.values(optional).entries()) {
      expect(errors[i]).toMatchObject({ code: "missing_dependency", details: { package: needed } });
      expect(errors[i].message).toContain(`npm install ${needed}`);
    }
  });

  test("nothing that a store needs is installed with the adapters", async () => {
    const installed = await readdir(join(project, "node_modules"), { recursive: true });
    const strangers = Object.values(optional).map(([needed]) => needed);
    expect(installed.filter((path) => strangers.some((name) => path.endsWith(name!)))).toEqual([]);
  });

  test("README's first program runs on Node 24, or on 20 where these tests run on 24", async () => {
    expect(await runCommand(otherNode, ["first.mjs"], project)).toMatch(firstMatch);
  });

  test("require() takes every package, on Node 22 and newer", async () => {
    const newer = process.versions.node.startsWith("20.") ? otherNode : process.execPath;
    const program = `console.log(${JSON.stringify(specifiers)}.map((name) => typeof require(name)).join())`;
    const output = await runCommand(newer, ["-e", program], project);
    expect(output.trim().split(",")).toEqual(specifiers.map(() => "object"));
  });

  test("npx revimg searches the index that README's program made", async () => {
    const output = await runCommand("npx", ["revimg", "search", "query.jpg", "--json"], project);
    expect(JSON.parse(output).similar_images[0]).toMatchObject({ filename: "2.jpg" });
  });
});

/** By subpath of the adapters: the package that it asks for, and a call that needs it. */
const optional = {
  faiss: ["faiss-node", 'faiss({ path: "./f" }).open({ space: "s", dimension: 4 })'],
  chroma: ["chromadb", 'chroma().open({ space: "s", dimension: 4 })'],
  pinecone: [
    "@pinecone-database/pinecone",
    'pinecone({ index: "i", apiKey: "k" }).open({ space: "s", dimension: 4 })',
  ],
  postgres: ["pg", 'postgres({ url: "postgres://h/d" }).open({ collection: "c" })'],
  queue: ["pg-boss", 'openIndexQueue({ url: "postgres://h/d" })'],
  s3: ["@aws-sdk/client-s3", 's3({ bucket: "bucket" }).stat("key")'],
};

// They make a project each, so they are for CI's runs on all systems.
const managers = process.env.REVIMG_PACKAGE_MANAGERS === "1" ? ["pnpm@10", "yarn@1"] : [];
for (const manager of managers) {
  test(`README's first program runs with what ${manager} installs`, async () => {
    const folder = join(packed.folder, manager.replace("@", "-"));
    await makeProject(folder);
    await writeFile(join(folder, "package.json"), '{ "private": true }');
    await runCommand("npx", ["--yes", manager, "add", packed.tarballOf("core")], folder);
    expect(await runCommand(process.execPath, ["first.mjs"], folder)).toMatch(firstMatch);
  });
}
