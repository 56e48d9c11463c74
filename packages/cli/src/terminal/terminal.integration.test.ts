import { spawn } from "node:child_process";
import { access, copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawFolder } from "../testing/pictures.js";
import { programFile, runRevimg } from "../testing/run-revimg.js";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-terminal-"));
});
afterAll(() => rm(directory, { recursive: true }));

const run = (...words: string[]) => runRevimg(words, { directory });

const hasScript = await access("/usr/bin/script").then(
  () => process.platform === "linux",
  () => false,
);

describe.skipIf(!hasScript)(
  `on a terminal${hasScript ? "" : " (skipped: needs script of util-linux)"}`,
  () => {
    const onTerminal = (columns: number, command: string) =>
      new Promise<string>((resolve, reject) => {
        const inside = `stty cols ${columns}; ${process.execPath} ${programFile} ${command}`;
        const child = spawn("script", ["-qec", inside, "/dev/null"], {
          cwd: directory,
          env: { ...process.env, TERM: "xterm" },
        });
        let output = "";
        child.stdout.setEncoding("utf8").on("data", (text: string) => {
          output += text;
        });
        child.once("error", reject);
        child.once("close", () => resolve(output));
      });

    it("draws one line over itself, and takes it away before the summary", async () => {
      await drawFolder(join(directory, "shown"), 40, 500);
      const output = await onTerminal(60, "index shown --data shown-data");
      const erase = "\r\x1b[2K";
      expect(output).toContain(`${erase}Went through 40 pictures`);
      const drawn = output.split(erase).slice(1, -1);
      expect(drawn.length).toBeGreaterThan(0);
      for (const line of drawn) expect(line).not.toContain("\n");
    });

    it("keeps the table of a search within the terminal", async () => {
      await drawFolder(join(directory, "wide"), 3, 700);
      await copyFile(
        join(directory, "wide/picture-000.jpg"),
        join(directory, `wide/${"long-name-".repeat(12)}.jpg`),
      );
      await run("index", "wide", "--data", "wide-data");
      const output = await onTerminal(60, "search wide/picture-000.jpg --data wide-data");
      const lines = stripVTControlCharacters(output).split("\r\n");
      expect(lines.length).toBeGreaterThan(3);
      for (const line of lines) expect([...line].length).toBeLessThanOrEqual(60);
    });
  },
);
