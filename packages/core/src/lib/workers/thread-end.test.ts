import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary.js";

const core = fileURLToPath(new URL("../../../dist/index.js", import.meta.url));
/** Later versions of Node need none. */
const restMs = process.versions.node.startsWith("20.") ? 150 : 0;

/** Opens an index, closes it, and then does what is given. */
async function runAfterClose(then: string) {
  const program = `
    import { createRevimg } from ${JSON.stringify(core)};
    let threads = 0;
    process.on("worker", (worker) => {
      threads++;
      worker.on("exit", () => threads--);
    });
    const dataDirectory = ${JSON.stringify(await temporaryFolder())};
    const revimg = await createRevimg({ dataDirectory, model: "mini" });
    console.log(threads > 0);
    await revimg.close();
    ${then}`;
  const args = ["--input-type=module", "--eval", program];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  expect(stderr).toBe("");
  const [hadThreads, ...lines] = stdout.trim().split("\n");
  expect(hadThreads).toBe("true");
  return lines;
}

describe("threads of a closed index", () => {
  test.each([
    ["ends by itself", ""],
    ["exits at once", "process.exit();"],
  ])("rest as long as this Node needs when the process %s", async (_, exit) => {
    const [waited, restedMs] = await runAfterClose(`
      const closedAt = performance.now();
      process.on("exit", () => {
        const ms = performance.now() - closedAt;
        console.log(ms < 5_000);
        console.log(ms);
      });
      ${exit}`);
    expect(waited).toBe("true");
    expect(Number(restedMs)).toBeGreaterThanOrEqual(restMs);
  });
});
