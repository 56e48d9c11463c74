import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { drawFolder } from "../../testing/pictures.js";
import { readLines, runRevimg, startRevimg } from "../../testing/run-revimg.js";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-eval-test-"));
  await drawFolder(join(directory, "classes/one"), 4, 1);
  await drawFolder(join(directory, "classes/two/deep"), 4, 20);
  await drawFolder(join(directory, "others"), 3, 40);
});
afterAll(() => rm(directory, { recursive: true }));

const run = (...words: string[]) => runRevimg(["eval", ...words], { directory });
const model = ["--model", "mini"];

interface WireRun {
  name: string;
  pictures: number;
  failures: { name: string; code: string }[];
  classes: { queries: number; distractors: number; map: number } | null;
  edited: { copies: number; among: number; recall_at_1: number } | null;
}

function runsOf(stdout: string): WireRun[] {
  const [report] = readLines(stdout);
  return report!.runs as WireRun[];
}

describe("revimg eval", () => {
  it("prints figures of a folder of classes, and leaves no index behind", async () => {
    const { exitCode, stdout } = await run("classes", ...model);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("8 queries in 2 classes\n");
    expect(stdout).toMatch(/^mAP 0\.\d{3}$/m);
    expect(stdout).toMatch(/^precision@k +[01]\.\d{3} +[01]\.\d{3} +[01]\.\d{3} +[01]\.\d{3}$/m);
    expect(stdout).toMatch(/^two +4 +[01]\.\d{3}$/m);
    await expect(readFile(join(directory, "revimg-data"))).rejects.toMatchObject({
      code: "ENOENT",
    });
  });

  it("sets two models side by side, on one page as well", async () => {
    const words = ["classes", ...model, "--compare-model", "mini", "--html", "report.html"];
    const { exitCode, stdout } = await run(...words);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^class +pictures +mini\S* +mini\S*$/m);
    expect(stdout).toContain("Report with curves and the worst cases: report.html");
    const page = await readFile(join(directory, "report.html"), "utf8");
    expect(page).toContain("Evaluation of classes");
    expect(page).toContain('class="line run-1"');
  });

  it("sets another configuration beside this one, taken from its file alone", async () => {
    const file = join(directory, "memory.config.mjs");
    await writeFile(
      file,
      'export default { model: "mini", vectors: "memory:", metadata: "memory:" };\n',
    );
    const words = ["eval", "classes", "--compare-config", "memory.config.mjs", "--json"];
    const environment = { REVIMG_MODEL: "mini", REVIMG_VECTORS: "sqlite:" };
    const { exitCode, stdout } = await runRevimg(words, { directory, environment });
    expect(exitCode).toBe(0);
    const [first, second] = runsOf(stdout);
    expect(first).toMatchObject({ name: "as configured", stores: { vectors: "sqlite" } });
    expect(second).toMatchObject({ name: "memory.config.mjs", stores: { vectors: "memory" } });
    expect(second!.classes).toEqual(first!.classes);
  });

  it("looks for edited copies among distractors, of as many pictures as wanted", async () => {
    const words = ["others", "--edited", "--distractors", "classes", "--queries", "2", ...model];
    const { exitCode, stdout } = await run(...words, "--json");
    expect(exitCode).toBe(0);
    const [only] = runsOf(stdout);
    expect(only!.classes).toBeNull();
    expect(only!.edited).toMatchObject({ copies: 24, among: 11 });
    expect(only!.edited!.recall_at_1).toBeGreaterThan(0.5);
    const shown = await run(...words);
    expect(shown.stdout).toContain("24 edited copies, each looked for among 11 pictures");
    expect(shown.stdout).toMatch(/^mirror +[01]\.\d{3} +[01]\.\d{3}$/m);
  });

  it("goes on without a picture that can't be read, names it, and ends with 3", async () => {
    await cp(join(directory, "classes"), join(directory, "damaged"), { recursive: true });
    await writeFile(join(directory, "damaged/one/broken.jpg"), "no picture");
    const { exitCode, stdout } = await run("damaged", ...model);
    expect(exitCode).toBe(3);
    expect(stdout).toContain("8 queries in 2 classes\n");
    expect(stdout).toMatch(/^Left out, 1 picture:\n {2}damaged\/one\/broken\.jpg: /m);
    const { stdout: json } = await run("damaged", ...model, "--json");
    expect(runsOf(json)[0]!.failures).toEqual([
      expect.objectContaining({ name: expect.stringMatching(/broken\.jpg$/) }),
    ]);
  });

  it("asks an index that is there, in which other pictures are distractors", async () => {
    const index = ["--data", "index"];
    await runRevimg(["index", "classes", "others", ...model, ...index], { directory });
    const { exitCode, stdout } = await run("classes", "--use-index", ...index, "--json");
    expect(exitCode).toBe(0);
    expect(runsOf(stdout)[0]).toMatchObject({
      pictures: 11,
      classes: { queries: 8, distractors: 3 },
    });
    const alone = await run("classes", "--distractors", "others", ...model, "--json");
    expect(runsOf(alone.stdout)[0]!.classes!.map).toBe(runsOf(stdout)[0]!.classes!.map);
  });

  it.each([
    ["nowhere", [], "There is no folder nowhere."],
    ["others", [], "Classes are subfolders"],
    ["classes", ["--distractors", "nowhere"], "There is no folder nowhere."],
    ["classes", ["--html", "nowhere/report.html"], "There is no folder nowhere"],
    ["classes", ["--use-index", "--distractors", "others"], "--use-index takes the index as it is"],
    ["classes", ["--compare-model", "mini", "--compare-config", "x"], "not both"],
    ["classes", ["--queries", "0"], "--queries"],
    ["classes", ["--use-index", "--data", "empty"], "There is no index in empty"],
  ])("%s %j says what is wrong", async (folder, words, message) => {
    const { exitCode, stdout, stderr } = await run(folder, ...words);
    expect(exitCode).toBeGreaterThan(0);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
  });

  it("Ctrl-C stops it and removes the temporary index", async () => {
    const temporary = await mkdtemp(join(directory, "temporary-"));
    const words = ["eval", "others", "--edited", ...model];
    const environment = { TMPDIR: temporary };
    const { child, ended } = startRevimg(words, { directory, environment });
    // The runtime of the model leaves files of its own there.
    const folders = async () =>
      (await readdir(temporary)).filter((name) => name.startsWith("revimg-eval-"));
    await vi.waitFor(async () => expect(await folders()).toHaveLength(1), { timeout: 60_000 });
    child.kill("SIGINT");
    expect((await ended).exitCode).toBe(130);
    expect(await folders()).toEqual([]);
  });
});
