import { execFile, spawn } from "node:child_process";
import { constants } from "node:fs";
import {
  chmod,
  copyFile,
  type FileHandle,
  mkdir,
  mkdtemp,
  open,
  readFile,
  rm,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawFolder } from "./testing/pictures.js";
import {
  programFile,
  readLines,
  runProcess,
  runRevimg,
  startRevimg,
} from "./testing/run-revimg.js";
import { startServer } from "./testing/running-server.js";

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-odd-"));
  await drawFolder(join(directory, "photos"), 4);
  await run("mkfifo", [join(directory, "pipe.jpg")]);
  await runRevimg(["index", "photos", "--model", "mini"], { directory });
});
afterAll(() => rm(directory, { recursive: true }));

const bash = (command: string) =>
  run("bash", ["-c", command, "-", process.execPath, programFile], { cwd: directory });

/** Opens a pipe for writing as soon as somebody reads from it. */
async function openForReader(path: string): Promise<FileHandle> {
  for (;;) {
    try {
      return await open(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      // Nobody reads yet (fifo(7)).
      if ((error as NodeJS.ErrnoException).code !== "ENXIO") throw error;
      await delay(20);
    }
  }
}

// Windows has neither.
describe.runIf(process.platform !== "win32")("pipes and permissions", () => {
  it("a picture may come through a pipe, here or for a server", async () => {
    const file = "photos/picture-002.jpg";
    const server = await startServer(directory);
    for (const words of ["--data other", `--server ${server.url}`]) {
      // The server holds the index.
      if (words.startsWith("--data")) {
        await runRevimg(["index", "photos", "--model", "mini", "--data", "other"], { directory });
      }
      const asked = `"$1" "$2" search <(cat ${file}) --json --limit 1 ${words}`;
      const { stdout } = await bash(asked);
      expect(readLines(stdout)[0]).toMatchObject({ similar_images: [{ tier: "exact" }] });
    }
    await server.stop();
  });

  it("a pipe that nobody writes to ends a search with the reason, and Ctrl-C ends it before", async () => {
    const { exitCode, stderr } = await runProcess(["search", "pipe.jpg"], { directory });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining("is a pipe, and nothing came within 5 seconds"),
    });
    const { child, ended } = startRevimg(["search", "pipe.jpg"], { directory });
    const writer = await openForReader(join(directory, "pipe.jpg"));
    child.kill("SIGINT");
    expect(await ended).toEqual({ exitCode: 130, stdout: "", stderr: "" });
    await writer.close();
  });

  it("a pipe or device is a failure of an index run, which ends by itself", async () => {
    const words = ["index", "pipe.jpg", "/dev/zero", "photos", "--json"];
    const { exitCode, stdout, stderr } = await runRevimg(words, { directory });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 3 });
    expect(readLines(stdout).at(-1)).toMatchObject({
      progress: { unchanged: 4, failed: 2 },
      failures: [{ code: "unsupported" }, { code: "unsupported" }],
    });
  });

  it("a folder that may not be read is one failure, the rest is indexed: exit code 3", async () => {
    const folder = join(directory, "some");
    for (const [i, name] of ["a", "locked", "z"].entries()) {
      await mkdir(join(folder, name), { recursive: true });
      await copyFile(
        join(directory, `photos/picture-00${i}.jpg`),
        join(folder, name, "picture.jpg"),
      );
    }
    await chmod(directory, 0o777);
    await chmod(join(folder, "locked"), 0o000);
    // Everything may be read by root.
    const nobody = isRoot ? { uid: 65534, gid: 65534 } : {};
    const words = [
      programFile,
      "index",
      "some",
      "--data",
      "some-data",
      "--model",
      "mini",
      "--json",
    ];
    const environment = { ...process.env, HOME: directory };
    const child = spawn(process.execPath, words, { cwd: directory, env: environment, ...nobody });
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    const exitCode = await new Promise((resolve) => child.once("close", resolve));
    await chmod(join(folder, "locked"), 0o755);
    expect(exitCode).toBe(3);
    expect(readLines(stdout).at(-1)).toMatchObject({
      progress: { done: 3, total: 3, added: 2, failed: 1 },
      failures: [{ name: join(folder, "locked"), code: "invalid_input" }],
    });
  });
});

it("the limit of the configuration holds for the standard input", async () => {
  const input = await readFile(join(directory, "photos/picture-000.jpg"));
  for (const [maxBytes, exitCode] of [
    [input.length, 0],
    [input.length - 1, 11],
  ] as const) {
    const config = JSON.stringify({ limits: { maxBytes } });
    await writeFile(join(directory, "revimg.config.json"), config);
    expect((await runRevimg(["search", "-"], { directory, input })).exitCode).toBe(exitCode);
  }
  await rm(join(directory, "revimg.config.json"));
});
