import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "./testing/temporary.js";

const core = fileURLToPath(new URL("../dist/index.js", import.meta.url));

test.each([
  ["no flag", []],
  ["a flag of V8", ["--max-old-space-size=2048"]],
])("threads start in a program run with %s", async (_, flags) => {
  const program = `
    import { createRevimg } from ${JSON.stringify(core)};
    const revimg = await createRevimg({ dataDirectory: ${JSON.stringify(await temporaryFolder())} });
    console.log((await revimg.stats()).count);
    await revimg.close();`;
  const args = [...flags, "--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toBe("0\n");
});
