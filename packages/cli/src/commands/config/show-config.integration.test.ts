import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readLines, runProcess, runRevimg } from "../../testing/run-revimg.js";

let directory: string;
beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), "revimg-config-")));
  await mkdir(join(directory, ".git"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true });
});

const run = (...words: string[]) => runRevimg(["config", ...words], { directory });
const write = (name: string, text: string) => writeFile(join(directory, name), text);
const onPath = ["HTTPS_PROXY", "https_proxy", "HF_ENDPOINT", "HF_HUB_OFFLINE", "XDG_CACHE_HOME"];

/** The tests' own environment reaches the command. */
function setVariables(variables: Record<string, string>): void {
  for (const name of onPath) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

describe("revimg config", () => {
  it("shows each setting, its value and where it comes from", async () => {
    setVariables({ HF_ENDPOINT: "https://me:secret@mirror.example.com" });
    await write(
      "revimg.config.ts",
      'export default { model: "mini" as const, metadata: "postgres://me:secret@db/pictures" };',
    );
    const { exitCode, stdout, stderr } = await run("--data", "./my-index");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/^Configuration file: revimg\.config\.ts\n\nSetting +Value +From\n/);
    expect(stdout).toMatch(/^dataDirectory +\.\/my-index +--data$/m);
    expect(stdout).toMatch(/^collection +default +default$/m);
    expect(stdout).toMatch(/^model +mini +revimg\.config\.ts$/m);
    expect(stdout).toMatch(/^metadata +postgres:\/\/me:…@db\/pictures +revimg\.config\.ts$/m);
    expect(stdout).toMatch(/^models\.endpoint +https:\/\/me:…@mirror\.example\.com +HF_ENDPOINT$/m);
    expect(stdout).toMatch(/^models\.proxy +\(none\) +default$/m);
    expect(stdout).not.toContain("secret");
  });

  it("opens nothing", async () => {
    setVariables({});
    expect((await run()).stdout).toMatch(/^No configuration file\n/);
    expect(await readdir(directory)).toEqual([".git"]);
  });

  it("--json prints file and settings", async () => {
    setVariables({});
    await write("revimg.config.json", '{ "inference": { "threads": 2 } }');
    const { exitCode, stdout } = await run("--json");
    expect(exitCode).toBe(0);
    const [report] = readLines(stdout);
    expect(report).toMatchObject({ file: join(directory, "revimg.config.json") });
    expect(report?.settings).toContainEqual({
      key: "inference.threads",
      value: 2,
      origin: "file",
      source: "revimg.config.json",
    });
    expect(report?.settings).toContainEqual({
      key: "models.proxy",
      value: null,
      origin: "default",
      source: null,
    });
  });

  it.each([
    [
      "revimg.config.mjs",
      'export default { modle: "mini" };',
      "modle is not a setting of revimg. Did you mean model?",
    ],
    ["revimg.config.mjs", "export default {", "could not be loaded: Unexpected end of input."],
    ["revimg.config.js", 'throw new Error("No database.");', "could not be loaded: No database."],
    [
      "revimg.config.js",
      'module.exports = { blobs: "chroma://x" };',
      "can't be a chroma: URL, which is for vectors.",
    ],
    ["revimg.config.ts", "const a: number = ;", "could not be loaded: "],
  ])("ends with the error of %s: %s", async (name, text, message) => {
    setVariables({});
    await write(name, text);
    // Here vitest would read the file in its own way.
    const { exitCode, stdout, stderr } = await runProcess(["config"], { directory });
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^revimg: /);
    expect(stderr).toContain(join(directory, name));
    expect(stderr).toContain(message);
  });

  it("names an option by its name on the command line", async () => {
    setVariables({});
    const { exitCode, stdout } = await run("--collection", "Two words", "--json");
    expect(exitCode).toBe(2);
    expect(readLines(stdout)).toEqual([
      {
        error: expect.objectContaining({
          code: "invalid_config",
          message: expect.stringMatching(/^--collection must be 1 to 63 /),
        }),
      },
    ]);
  });

  it("has help with examples that fits 80 columns", async () => {
    const { exitCode, stdout } = await run("--help");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Examples:\n  revimg config\n");
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });
});

it("every command uses the file: stats looks where it says", async () => {
  setVariables({});
  await write("revimg.config.mjs", 'export default { dataDirectory: "elsewhere" };');
  await mkdir(join(directory, "a/b"), { recursive: true });
  const { exitCode, stderr } = await runRevimg(["stats"], { directory: join(directory, "a/b") });
  expect(exitCode).toBe(15);
  expect(stderr).toContain(`There is no index in ${join(directory, "elsewhere")}.`);
});
