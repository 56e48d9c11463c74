import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { folderOf } from "../testing/open-index.js";
import { picture, temporaryFolder } from "../testing/temporary.js";

const core = fileURLToPath(new URL("../../dist/index.js", import.meta.url));

/** Makes the threads that read pictures end, or never come back, over pictures with a mark in them. */
const trap = `
import { isMainThread, parentPort } from "node:worker_threads";
if (!isMainThread) {
  const on = parentPort.on;
  parentPort.on = function (name, listener) {
    if (name !== "message") return on.call(this, name, listener);
    return on.call(this, name, (message) => {
      const bytes = Buffer.from(message.method === "readForIndex" ? message.args[0] : "");
      for (const mark of ["CRASH", "HANG"]) {
        if (!bytes.includes("MARK-" + mark)) continue;
        process._rawDebug("met " + mark);
        if (mark === "CRASH") process.exit(1);
        for (;;);
      }
      return listener(message);
    });
  };
}`;

/** Runs a program with the trap; gives what it prints, and over which pictures threads came down. */
async function run(program: string) {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "trap.mjs"), trap);
  await writeFile(join(folder, "program.mjs"), program);
  const args = ["--import", join(folder, "trap.mjs"), join(folder, "program.mjs")];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  return {
    lines: stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
    met: stderr,
  };
}

const count = (text: string, part: string) => text.split(part).length - 1;

test("a picture that ends or hangs its thread is tried twice, then set aside until it changes", async () => {
  const folder = await folderOf(["a.jpg", "b.jpg", "c.jpg"]);
  const marked = async (mark: string) =>
    Buffer.concat([await picture(50), Buffer.from(`MARK-${mark}`)]);
  await writeFile(join(folder, "crash.jpg"), await marked("CRASH"));
  await writeFile(join(folder, "hang.jpg"), await marked("HANG"));
  await writeFile(join(folder, "mended"), await picture(60));
  const { lines, met } = await run(`
    import { copyFile } from "node:fs/promises";
    import { createRevimg } from ${JSON.stringify(core)};
    const revimg = await createRevimg({
      dataDirectory: ${JSON.stringify(await temporaryFolder())},
      model: "mini",
      limits: { decodeTimeoutMs: 500 },
    });
    const folder = ${JSON.stringify(folder)};
    const index = async (options) => {
      process._rawDebug("run");
      let last;
      for await (last of revimg.index(folder, options));
      const { added, unchanged, failed } = last.progress;
      const reasons = last.failures.map(({ code, reason }) => code + " " + reason);
      console.log(JSON.stringify({ added, unchanged, failed, reasons }));
    };
    await index();
    await copyFile(folder + "/crash.jpg", folder + "/crash-copy.jpg");
    await index();
    await index({ retrySetAside: true });
    for (const name of ["crash", "crash-copy", "hang"]) {
      await copyFile(folder + "/mended", folder + "/" + name + ".jpg");
    }
    await index();
    console.log(JSON.stringify(await revimg.stats()));
    await revimg.close();`);
  const [, first, second, retried, mended] = met.split("run\n") as [string, ...string[]];
  const [one, two, three, four, stats] = lines;
  expect(one).toMatchObject({ added: 3, failed: 2 });
  expect(one.reasons).toEqual([
    expect.stringMatching(/^image_decode_failed .*ended unexpectedly, twice/),
    expect.stringMatching(/^image_decode_failed .*did not answer in time, twice/),
  ]);
  expect(count(first!, "met CRASH")).toBe(2);
  // Its first try may have ended with the thread of the other one.
  expect([1, 2]).toContain(count(first!, "met HANG"));
  expect(two).toMatchObject({ unchanged: 3, failed: 3 });
  for (const reason of two.reasons) expect(reason).toContain("Set aside after two tries: ");
  expect(second).not.toContain("met");
  expect(three).toMatchObject({ unchanged: 3, failed: 3 });
  expect([1, 2]).toContain(count(retried!, "met HANG"));
  expect(four).toMatchObject({ added: 1, failed: 0 });
  expect(mended).not.toContain("met");
  expect(stats).toMatchObject({ count: 4, failed: 0 });
}, 120_000);
