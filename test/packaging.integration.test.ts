import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";

/** What a user gets: the tarballs, checked, then installed by plain npm into an empty project. */
const root = fileURLToPath(new URL("..", import.meta.url));
const packages = ["core", "conformance", "adapters", "http", "cli"];
const { packageManager } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));

let work: string;
let project: string;
const tarballs: string[] = [];

async function run(command: string, args: string[], cwd: string): Promise<string> {
  // npm and pnpm hand settings down as variables, and where to find the workspace's
  // packages; a user's shell has none of them.
  const ours = /^(npm_|pnpm_|NODE_PATH$)/i;
  const inherited = Object.entries(process.env).filter(([name]) => !ours.test(name));
  const env = Object.fromEntries(inherited);
  try {
    const { stdout } = await promisify(execFile)(command, args, { cwd, env, maxBuffer: 2 ** 26 });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(" ")}\n${stdout}\n${stderr}`, { cause: error });
  }
}

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "revimg-packaging-"));
  const filters = packages.flatMap((name) => ["--filter", `./packages/${name}`]);
  const pack = ["--recursive", ...filters, "pack", "--pack-destination", work];
  await run("npx", ["--yes", packageManager, ...pack], root);
  for (const name of await readdir(work)) tarballs.push(join(work, name));
  project = join(work, "project");
  await mkdir(project);
  await writeFile(join(project, "package.json"), '{ "private": true, "type": "module" }');
  await run("npm", ["install", "--no-audit", "--no-fund", ...tarballs], project);
});

afterAll(() => rm(work, { recursive: true, force: true }));

/** The tarball of a package; the command line's own name is all that its tarball is called by. */
function tarballOf(name: string): string {
  const file = name === "cli" ? /\/revimg-\d[^/]*$/ : new RegExp(`/revimg-${name}-\\d[^/]*$`);
  return tarballs.find((path) => file.test(path))!;
}

test.each(packages)("the package %s is well formed (publint, strict)", async (name) => {
  const publint = join(root, "node_modules/publint/src/cli.js");
  const output = await run(process.execPath, [publint, tarballOf(name), "--strict"], root);
  expect(output).toContain("All good!");
});

test("types resolve for every import (are the types wrong)", async () => {
  expect(tarballs).toHaveLength(packages.length);
  const attw = join(root, "node_modules/@arethetypeswrong/cli/dist/index.js");
  // The command line has no library entry.
  for (const name of packages.filter((each) => each !== "cli")) {
    await run(process.execPath, [attw, tarballOf(name), "--profile", "esm-only"], root);
  }
});

test("a tarball holds what is needed and nothing else", async () => {
  const listing = await run("tar", ["-tzf", tarballOf("core")], work);
  const files = listing
    .trim()
    .split("\n")
    .map((path) => path.replace("package/", ""));
  const runtime = ["js", "notice.txt"].map((ending) => `dist/onnx-wasm.${ending}`);
  const loaded = ["mjs", "wasm"].map((ending) => `dist/ort-wasm-simd-threaded.${ending}`);
  const needed = ["LICENSE", "README.md", "models/mini/model.onnx", ...runtime, ...loaded];
  expect(files).toEqual(expect.arrayContaining(needed));
  const others = files.filter((path) => !needed.includes(path));
  const strangers = others.filter(
    (path) =>
      !/^(package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/.+\.(js|js\.map|d\.ts)|models\/(mini|clip-vit-b32|ready|vocabulary)\/[A-Za-z0-9.-]+)$/.test(
        path,
      ),
  );
  expect(strangers).toEqual([]);
});

test("source maps are in core's tarball alone, for Vite to find", async () => {
  const withMaps: string[] = [];
  for (const name of packages) {
    const listing = await run("tar", ["-tzf", tarballOf(name)], work);
    if (/\.map$/m.test(listing)) withMaps.push(name);
  }
  // Vite warns of each file of a page whose map is named and absent.
  expect(withMaps).toEqual(["core"]);
});

test("every subpath typechecks in an empty project, libraries included", async () => {
  const lines: string[] = [];
  for (const name of packages) {
    const manifest = JSON.parse(
      await readFile(join(root, "packages", name, "package.json"), "utf8"),
    );
    for (const subpath of Object.keys(manifest.exports)) {
      if (subpath === "./package.json") continue;
      const specifier = manifest.name + subpath.slice(1);
      lines.push(
        `import * as m${lines.length} from "${specifier}"; console.log(typeof m${lines.length});`,
      );
    }
  }
  await writeFile(join(project, "imports.ts"), `${lines.join("\n")}\nexport {};\n`);
  await writeFile(
    join(project, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        target: "ES2022",
        module: "NodeNext",
        strict: true,
        skipLibCheck: false,
        outDir: "compiled",
        types: ["node"],
        typeRoots: [join(root, "node_modules/@types")],
      },
      files: ["imports.ts"],
    }),
  );
  await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "."], project);
  const output = await run(process.execPath, ["compiled/imports.js"], project);
  expect(output.trim().split("\n")).toEqual(lines.map(() => "object"));
});

const optional = {
  "faiss(), open": ["faiss-node", 'faiss({ path: "./f" }).open({ space: "s", dimension: 4 })'],
  "chroma(), open": ["chromadb", 'chroma().open({ space: "s", dimension: 4 })'],
  "pinecone(), open": [
    "@pinecone-database/pinecone",
    'pinecone({ index: "i", apiKey: "k" }).open({ space: "s", dimension: 4 })',
  ],
  "postgres(), open": ["pg", 'postgres({ url: "postgres://h/d" }).open({ collection: "c" })'],
  "queue(), open": ["pg-boss", 'openIndexQueue({ url: "postgres://h/d" })'],
  "s3(), stat": ["@aws-sdk/client-s3", 's3({ bucket: "bucket" }).stat("key")'],
};

test.each(Object.entries(optional))(
  "%s without its package fails with the command that installs it",
  async (name, [needed, call]) => {
    const adapter = name.slice(0, name.indexOf("("));
    const program = `import * as adapter from "@revimg/adapters/${adapter}";
      console.log(JSON.stringify(await adapter.${call}.catch((error) => error)));`;
    const words = ["--input-type=module", "-e", program];
    const error = JSON.parse(await run(process.execPath, words, project));
    expect(error).toMatchObject({ code: "missing_dependency", details: { package: needed } });
    expect(error.message).toContain(`npm install ${needed}`);
  },
);

test("nothing that a store needs is installed with the adapters", async () => {
  const installed = await readdir(join(project, "node_modules"), { recursive: true });
  const strangers = Object.values(optional).map(([needed]) => needed);
  expect(installed.filter((path) => strangers.some((name) => path?.endsWith(name!)))).toEqual([]);
});

test("core alone, where the native runtime is not installed, runs on WebAssembly", async () => {
  const alone = join(work, "alone");
  await mkdir(alone);
  await writeFile(join(alone, "package.json"), '{ "private": true, "type": "module" }');
  await run("npm", ["install", "--no-audit", "--no-fund", tarballOf("core")], alone);
  for (const name of ["onnxruntime-node", "onnxruntime-common"]) {
    await rm(join(alone, "node_modules", name), { recursive: true, force: true });
  }
  const installed = await readdir(join(alone, "node_modules"));
  expect(installed.filter((name) => name.startsWith("onnxruntime"))).toEqual([]);
  const image = sharp({ create: { width: 200, height: 150, channels: 3, background: "#b04" } });
  await image.jpeg().toFile(join(alone, "red.jpg"));
  const program = `import { createRevimg } from "@revimg/core";
    const revimg = await createRevimg({ dataDirectory: "data", model: "mini" });
    for await (const event of revimg.index("red.jpg")) if (event.type === "failed") throw event.error;
    const { matches } = await revimg.search({ image: "red.jpg" });
    const { model } = await revimg.stats();
    console.log(JSON.stringify([matches[0].filename, model.runtime]));
    await revimg.close();`;
  const output = await run(process.execPath, ["--input-type=module", "-e", program], alone);
  expect(JSON.parse(output)).toEqual(["red.jpg", "onnxruntime-web"]);
});

test.each([
  ["Node 20 or the one that runs this", process.execPath, []],
  ["Node 24", "npx", ["--yes", "--package", "node@24", "node"]],
])("README's first program runs on %s", async (_, command, args) => {
  const readme = await readFile(join(root, "README.md"), "utf8");
  const program = /```js\n([\s\S]+?)```/.exec(readme)?.[1] ?? "";
  expect(program.trim().split("\n").length).toBeLessThanOrEqual(10);
  await mkdir(join(project, "photos"), { recursive: true });
  for (let i = 0; i < 5; i++) {
    const background = { r: 50 * i, g: 200 - 40 * i, b: 120 };
    const image = sharp({ create: { width: 200, height: 150, channels: 3, background } });
    await image.jpeg().toFile(join(project, "photos", `${i}.jpg`));
  }
  await cp(join(project, "photos/2.jpg"), join(project, "query.jpg"));
  await rm(join(project, "revimg-data"), { recursive: true, force: true });
  await writeFile(join(project, "first.mjs"), program);
  const output = await run(command, [...args, "first.mjs"], project);
  expect(output).toContain("2.jpg");
});
