import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { access, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Fault, type Hub, startHub } from "@revimg/testing/hub";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { programFile, readLines, runRevimg } from "../../testing/run-revimg.js";

const source = { repository: "someone/a-model", revision: "c".repeat(40) };
const bytes = randomBytes(2_000_000);
const folderOfFiles = join("cache", "my-model", source.revision);

let directory: string;
let hub: Hub;
/** Takes the place of all contents while it is set. */
let fault: Fault | undefined;

beforeEach(async () => {
  fault = undefined;
  directory = await mkdtemp(join(tmpdir(), "revimg-models-"));
  hub = await startHub({
    ...source,
    files: new Map([["model.onnx", bytes]]),
    fault: ({ stage }) => (stage === "content" ? fault : undefined),
  });
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const manifest = {
    ...{ format: 1, id: "my-model", description: "Random.", license: "MIT", source },
    ...{ dimension: 8, preprocessing: 1 },
    image: {
      files: { fp32: { path: "model.onnx", bytes: bytes.length, sha256 } },
      input: { tensor: "pixel_values", size: 8, mean: [0.5, 0.5, 0.5], std: [1, 1, 1] },
      output: { tensor: "image_embeds" },
    },
  };
  await writeFile(join(directory, "manifest.json"), JSON.stringify(manifest));
});

afterEach(async () => {
  await hub.close();
  await rm(directory, { recursive: true });
});

const run = (...words: string[]) => runRevimg(["models", ...words], { directory });
const pull = (...words: string[]) =>
  run("pull", "./manifest.json", "--cache", "cache", "--endpoint", hub.url, ...words);

describe("revimg models", () => {
  it("lists the built-in models with size, license, warning and whether they are here", async () => {
    const { stdout, exitCode } = await run("--cache", "cache");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^clip-vit-b32 +608 MB +MIT +no$/m);
    expect(stdout).toMatch(/^mini +5\.5 MB +MIT +built in$/m);
    expect(stdout).toContain("Warning: The authors' model card");
    const listed = await run("list", "--json", "--cache", "cache");
    const [{ models }] = readLines(listed.stdout) as [{ models: { id: string }[] }];
    expect(models.map(({ id }) => id)).toEqual(["clip-vit-b32", "mini"]);
  });

  it("names a command that there is not", async () => {
    const { stderr, exitCode } = await run("pul");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("unknown command 'models pul'");
  });

  it("pulls, checks and tells the folder", async () => {
    const pulled = await pull();
    expect(pulled.exitCode).toBe(0);
    expect(pulled.stdout).toBe(
      "model.onnx  2.0 MB\n./manifest.json is ready: 2.0 MB, every SHA-256 is right.\n",
    );
    const file = join(directory, folderOfFiles, "model.onnx");
    expect(Buffer.compare(await readFile(file), bytes)).toBe(0);
    const path = await run("path", "./manifest.json", "--cache", "cache");
    expect(path.stdout.trim().endsWith(folderOfFiles)).toBe(true);
    expect((await pull()).stdout).toContain("model.onnx  2.0 MB, was here");
    expect(hub.bytesServed()).toBe(bytes.length);
  });

  it("reports as JSON, line by line", async () => {
    const { stdout } = await pull("--json");
    const lines = readLines(stdout);
    expect(lines[0]).toMatchObject({ type: "progress", file: "model.onnx", total: bytes.length });
    expect(lines.at(-2)).toMatchObject({ type: "file", fetched: bytes.length });
    expect(lines.at(-1)).toEqual({
      ...{ type: "finished", bytes: bytes.length, fetched: bytes.length },
    });
  });

  it("finds a corrupt file, names the command that mends it, and mends it", async () => {
    await pull();
    const file = join(directory, folderOfFiles, "model.onnx");
    await writeFile(file, randomBytes(bytes.length));
    const bad = await run("verify", "./manifest.json", "--cache", "cache");
    expect(bad.exitCode).toBe(19);
    const command = /Fetch it again: revimg models (pull .+)$/m.exec(bad.stdout)?.[1];
    expect(command).toContain("manifest.json --cache ");
    const mended = await run(...(command ?? "").split(" "), "--endpoint", hub.url);
    expect(mended.exitCode).toBe(0);
    const good = await run("verify", "./manifest.json", "--cache", "cache");
    expect(good).toMatchObject({ exitCode: 0, stdout: "./manifest.json: all right, 1 file\n" });
  });

  it("tells a missing file with exit code 18", async () => {
    const { stdout, exitCode } = await run("verify", "./manifest.json", "--cache", "cache");
    expect(exitCode).toBe(18);
    expect(stdout).toContain("missing  model.onnx");
  });

  it("tells a file that the hub lacks with exit code 18", async () => {
    fault = { kind: "status", status: 404 };
    const { stderr, exitCode } = await pull();
    expect(exitCode).toBe(18);
    expect(stderr).toContain("it answered with status 404");
  });

  it("keeps what has arrived when it is stopped by Ctrl-C, and goes on from there", async () => {
    fault = { kind: "hang", afterBytes: 1_000_000 };
    const part = join(directory, folderOfFiles, "model.onnx.part");
    const child = spawn(
      process.execPath,
      [
        ...[programFile, "models", "pull", "./manifest.json"],
        ...["--cache", "cache", "--endpoint", hub.url],
      ],
      { cwd: directory },
    );
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const closed = new Promise((resolve) => child.once("close", resolve));
    while ((await stat(part).catch(() => null))?.size !== 1_000_000) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill("SIGINT");
    expect(await closed).toBe(130);
    expect(stderr).toBe(
      `Stopped. What has arrived is kept; to go on:\n  revimg models pull ./manifest.json --cache cache --endpoint ${hub.url}\n`,
    );
    fault = undefined;
    expect((await pull()).exitCode).toBe(0);
    expect(hub.bytesServed()).toBe(bytes.length);
  });
});

const hasScript = await access("/usr/bin/script").then(
  () => process.platform === "linux",
  () => false,
);

describe.skipIf(!hasScript)(
  `revimg models pull on a terminal${hasScript ? "" : " (skipped: needs script of util-linux)"}`,
  () => {
    it.each([40, 100])("draws one line of at most %i columns over itself", async (columns) => {
      fault = { kind: "slow", bytesPerSecond: 2_000_000 };
      const command = `models pull ./manifest.json --cache cache --endpoint ${hub.url}`;
      const inside = `stty cols ${columns}; ${process.execPath} ${programFile} ${command}`;
      const child = spawn("script", ["-qec", inside, "/dev/null"], {
        cwd: directory,
        env: { ...process.env, TERM: "xterm" },
      });
      let output = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
      await new Promise((resolve) => child.once("close", resolve));
      const erase = "\r\x1b[2K";
      const drawn = output.split(erase).slice(1, -1);
      expect(drawn.length).toBeGreaterThan(2);
      for (const line of drawn) {
        expect(line).not.toContain("\n");
        expect([...line].length).toBeLessThan(columns);
      }
      expect(output).toContain(`${erase}model.onnx  2.0 MB\r\n`);
    });
  },
);
