// Assembles the WebAssembly kernels into TypeScript modules beside their sources.
//
//   node scripts/build-kernels.mjs
//
// The results are committed, so that neither a build nor an install needs the assembler.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import wabt from "wabt";

const kernels = {
  scan: { source: "scan/scan-kernel.wat", features: { simd: true, threads: true } },
  level: { source: "pictures/signature/level-kernel.wat", features: { simd: true } },
  match: { source: "pictures/signature/match-kernel.wat", features: {} },
  pair: { source: "pictures/signature/pair-kernel.wat", features: { simd: true } },
  resize: { source: "pictures/resize/resize-kernel.wat", features: { simd: true } },
};

const place = (path) => new URL(`../src/${path}`, import.meta.url);

/** An assembled kernel as the text of a TypeScript module. */
export async function buildKernel(name) {
  const { source, features } = kernels[name];
  const file = source.split("/").at(-1);
  const module = (await wabt()).parseWat(file, await readFile(place(source)), features);
  module.validate(features);
  const { buffer } = module.toBinary({});
  module.destroy();
  const lines = Buffer.from(buffer)
    .toString("base64")
    .match(/.{1,88}/g);
  return [
    `// Generated from ${file} by \`node scripts/build-kernels.mjs\`. Do not edit.`,
    "",
    `/** The ${name} kernel's WebAssembly module (${buffer.length} bytes), base64. */`,
    `export const ${name}KernelBase64 =`,
    `${lines.map((line) => `  "${line}"`).join(" +\n")};`,
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, { source }] of Object.entries(kernels)) {
    await writeFile(place(source.replace(/\.wat$/, ".wasm.ts")), await buildKernel(name));
  }
}
