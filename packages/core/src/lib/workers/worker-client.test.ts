import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary.js";

const core = fileURLToPath(new URL("../../../dist/index.js", import.meta.url));

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

test("a call whose values can't be passed is refused, and keeps no process alive", async () => {
  const program = `
    import { createSqliteStores } from ${JSON.stringify(fileURLToPath(new URL("../../../dist/sqlite.js", import.meta.url)))};
    const stores = await createSqliteStores({ directory: ${JSON.stringify(await temporaryFolder())} });
    await stores.metadata.open({ collection: "test" });
    const given = new Float32Array(4);
    structuredClone(given, { transfer: [given.buffer] });
    for (const value of [() => {}, Promise.resolve(), given]) {
      await stores.metadata.setMeta("k", value).catch(({ code }) => console.log(code));
    }
    console.log(await stores.metadata.getMeta("k"));`;
  const args = ["--input-type=module", "--eval", program];
  // It ends by itself, though nothing was closed.
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 100_000 });
  expect(stdout).toBe(`${"invalid_input\n".repeat(3)}null\n`);
});
