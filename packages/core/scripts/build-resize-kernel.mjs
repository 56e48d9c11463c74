// Assembles src/model/resize-kernel.wat into src/model/resize-kernel.wasm.ts.
//
//   node scripts/build-resize-kernel.mjs
//
// The result is committed, so that neither a build nor an install needs the assembler.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import wabt from "wabt";

const source = new URL("../src/model/resize-kernel.wat", import.meta.url);
const target = new URL("../src/model/resize-kernel.wasm.ts", import.meta.url);

/** The assembled kernel as the text of a TypeScript module. */
export async function buildResizeKernel() {
  const features = { simd: true };
  const module = (await wabt()).parseWat("resize-kernel.wat", await readFile(source), features);
  module.validate(features);
  const { buffer } = module.toBinary({});
  module.destroy();
  const lines = Buffer.from(buffer)
    .toString("base64")
    .match(/.{1,88}/g);
  return [
    "// Generated from resize-kernel.wat by `node scripts/build-resize-kernel.mjs`. Do not edit.",
    "",
    `/** The resize kernel's WebAssembly module (${buffer.length} bytes), base64. */`,
    "export const resizeKernelBase64 =",
    `${lines.map((line) => `  "${line}"`).join(" +\n")};`,
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(target, await buildResizeKernel());
}
