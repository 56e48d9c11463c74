import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawFolder } from "./testing/pictures.js";
import { programFile, readLines, runRevimg, startRevimg } from "./testing/run-revimg.js";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-stopped-"));
});
afterAll(() => rm(directory, { recursive: true }));

const run = (...words: string[]) => runRevimg(words, { directory });

describe("a run that is stopped", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("by %s says how to go on, and the same command does", async (signal, code) => {
    const folder = `many-${signal}`;
    await drawFolder(join(directory, folder), 200, code);
    const words = ["index", folder, "--data", `${folder}-data`, "--json"];
    let sent = false;
    const stopped = await runRevimg(words, {
      directory,
      watch: (stdout, process) => {
        if (!sent && stdout.includes('"type":"added"')) sent = process.kill(signal);
      },
    });
    expect(stopped.exitCode).toBe(code);
    const last = readLines(stopped.stdout).at(-1);
    expect(last).toMatchObject({ type: "interrupted", command: `revimg ${words.join(" ")}` });

    const again = await run("index", folder, "--data", `${folder}-data`);
    expect(again.exitCode).toBe(0);
    const counted = [...again.stdout.matchAll(/^ +(\d+) (added|already indexed)$/gm)];
    expect(counted.map(([, , label]) => label)).toEqual(["added", "already indexed"]);
    expect(counted.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(200);
    const { stdout } = await run("stats", "--data", `${folder}-data`, "--json");
    expect(readLines(stdout)[0]).toMatchObject({ count: 200, pending: 0 });
  });

  it("stops a search that waits for its picture", async () => {
    await drawFolder(join(directory, "few"), 1);
    await run("index", "few");
    const { child, ended } = startRevimg(["search", "-"], { directory });
    // More than a pipe holds: when it is written, the search has begun to read.
    child.stdin.write(Buffer.alloc(1_000_000), () => child.kill("SIGINT"));
    expect(await ended).toEqual({ exitCode: 130, stdout: "", stderr: "" });
  });

  it("ends quietly when nobody reads its output any more", async () => {
    await drawFolder(join(directory, "piped"), 100, 1000);
    const child = spawn(
      process.execPath,
      [programFile, "index", "piped", "--data", "piped-data", "--json"],
      { cwd: directory },
    );
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const exitCode = await new Promise((resolve) => child.once("close", resolve));
    expect({ exitCode, stderr }).toEqual({ exitCode: 141, stderr: "" });
  });
});
