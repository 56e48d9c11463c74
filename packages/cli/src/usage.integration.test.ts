import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readLines, runProcess, runRevimg } from "./testing/run-revimg.js";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-usage-"));
});
afterAll(() => rm(directory, { recursive: true }));

const run = (...words: string[]) => runRevimg(words, { directory });

describe("help", () => {
  it.each([[[]], [["--help"]], [["help"]]])("shows what it is and examples: %j", async (words) => {
    const { exitCode, stdout, stderr } = await run(...words);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout.split("\n").slice(0, 8).join("\n")).toMatch(
      /reverse image search.*revimg index.*revimg search.*revimg serve/s,
    );
  });

  it.each([
    "index",
    "search",
    "serve",
    "keys",
    "stats",
    "models",
    "config",
    "verify",
    "doctor",
    "migrate",
    "export",
    "import",
    "backup",
    "eval",
    "worker",
    "queue",
    ...["watch", "list", "show", "edit", "delete", "failures", "retry", "duplicates"],
    ...["compare", "reindex"],
  ])("%s --help has examples and fits 80 columns", async (command) => {
    const { exitCode, stdout } = await run(command, "--help");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples:\\n(  .*\\n)*?  revimg ${command}`));
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    expect((await run("help", command)).stdout).toBe(stdout);
  });

  it.each([[["--help"]], [["search", "--help"]], [["search", "--limt"]]])(
    "is quick, as the engine is not loaded for it: %j",
    async (words) => {
      const coverage = await mkdtemp(join(directory, "coverage-"));
      await runProcess(words, { directory, environment: { NODE_V8_COVERAGE: coverage } });
      const scripts = await loadedScripts(coverage);
      expect(scripts).toContainEqual(expect.stringMatching(/\/cli\/dist\/revimg\.js$/));
      expect(scripts.filter((url) => /\/(core|adapters|http)\/dist\//.test(url))).toEqual([]);
    },
  );

  it("prints the version", async () => {
    expect((await run("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });
});

describe("wrong usage ends with exit code 2", () => {
  it.each([
    [["serch", "a.jpg"], "unknown command 'serch'. Did you mean search?"],
    [["search", "a.jpg", "--limt", "3"], "unknown option '--limt'. Did you mean --limit?"],
    [["search"], "There is nothing to look for. Name a picture, --text or --id."],
    [
      ["search", "a.jpg", "--cutoff", "0"],
      "--cutoff can't be 0. It must be auto, off, or a number",
    ],
    [["search", "a.jpg", "b.jpg"], "too many arguments for 'search'."],
    [
      ["search", "a.jpg", "--limit", "0"],
      "--limit can't be 0. It must be a whole number from 1 to 1,000.",
    ],
    [
      ["search", "a.jpg", "--min-similarity", "80%"],
      "--min-similarity can't be 80%. It must be a number",
    ],
    [
      ["search", "a.jpg", "--server", "localhost"],
      "--server can't be localhost. It must be an address",
    ],
    [
      ["index", ".", "--originals", "keep"],
      "--originals can't be keep. Allowed choices are reference, copy, none.",
    ],
    [
      ["search", "a.jpg", "--filter", "width>800"],
      "--filter can't be width>800. It must be an object as JSON",
    ],
    [["search", "a.jpg", "--filter", "[]"], "--filter can't be []. It must be an object as JSON"],
    [
      ["doctor", "--part", "models"],
      "--part can't be models. Allowed choices are vectors, metadata, blobs, queue.",
    ],
    [["verify", "--repare"], "unknown option '--repare'. Did you mean --repair?"],
    [["serve", "--port"], "--port needs a value."],
    [["help", "indx"], "unknown command 'indx'."],
  ])("%j", async (words, message) => {
    const { exitCode, stdout, stderr } = await run(...words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(`revimg: ${message}`);
    expect(stderr).toMatch(/--help\n$/);
  });

  it.each(["watch", "show", "compare"])("%s names its own help", async (command) => {
    const { exitCode, stderr } = await run(command);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`Usage and examples: revimg ${command} --help`);
  });

  it("a file where the command should be names the commands to choose from", async () => {
    await writeFile(join(directory, "my cat.jpg"), "");
    const { exitCode, stderr } = await run("my cat.jpg");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("revimg search 'my cat.jpg'");
    expect(stderr).toContain("revimg index 'my cat.jpg'");
  });

  it("is told as JSON where that was asked for", async () => {
    const { exitCode, stdout, stderr } = await run("search", "--json");
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: "" });
    expect(readLines(stdout)).toEqual([
      {
        error: expect.objectContaining({
          code: "invalid_input",
          message: expect.stringContaining("nothing to look for"),
        }),
      },
    ]);
  });
});

/** Files that a process loaded, by what it wrote as NODE_V8_COVERAGE says. */
async function loadedScripts(folder: string): Promise<string[]> {
  const urls: string[] = [];
  for (const file of await readdir(folder)) {
    const { result } = JSON.parse(await readFile(join(folder, file), "utf8")) as {
      result: { url: string }[];
    };
    urls.push(...result.map(({ url }) => url));
  }
  return urls;
}
