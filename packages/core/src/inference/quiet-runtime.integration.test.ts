import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

const core = fileURLToPath(new URL("../../dist/index.js", import.meta.url));

/** Opens an index, which loads the model, and embeds a picture. */
const program = `
  const { createRevimg } = await import(${JSON.stringify(core)});
  const revimg = await createRevimg({ dataDirectory: "data", model: "mini" });
  const { runtime } = (await revimg.stats()).model;
  const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  await revimg.embedImage(Buffer.from(png, "base64"));
  await revimg.close();
  console.log(runtime);
`;

test("the runtime leaves no files of its own, and so sends nothing", async () => {
  const root = await mkdtemp(join(tmpdir(), "revimg-quiet-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const env = { PATH: process.env.PATH, HOME: root, TMPDIR: root, XDG_CACHE_HOME: root };
  const words = ["--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: root, env });
  expect(stdout.trim()).toBe("onnxruntime-node");
  expect(await readdir(root)).toEqual(["data"]);
});
