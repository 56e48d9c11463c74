// node prune.mjs <folder>: removes from what `pnpm deploy` made whatever no process of the
// image loads, which is three quarters of it.
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Name the folder that pnpm deploy made.");
const store = join(folder, "node_modules/.pnpm");

/** Packages that nothing here runs, by the beginnings of their names. */
const unused = [
  "@types+", // of the compiler's only
  "chromadb-js-bindings-", // a whole Chroma server: the image is a client
  "faiss-node@", // its native part would have to be compiled
  "onnxruntime-web@", // for machines without the native runtime
  "typescript@", // a peer of others' build tools
];

/** The native runtime ships for every platform. */
const native = "onnxruntime-node@";
const here = join(process.platform, process.arch);

for (const name of await readdir(store)) {
  if (unused.some((start) => name.startsWith(start))) {
    await rm(join(store, name), { recursive: true });
  } else if (name.startsWith(native)) {
    await keepPlatform(join(store, name, "node_modules/onnxruntime-node/bin"));
  }
}
await removeSourceMaps(store);

async function keepPlatform(binaries) {
  for (const version of await readdir(binaries)) {
    for (const platform of await readdir(join(binaries, version))) {
      for (const processor of await readdir(join(binaries, version, platform))) {
        if (join(platform, processor) === here) continue;
        await rm(join(binaries, version, platform, processor), { recursive: true });
      }
    }
  }
}

async function removeSourceMaps(directory) {
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(js|mjs|cjs|css|ts)\.map$/.test(entry.name)) continue;
    await rm(join(entry.parentPath ?? entry.path, entry.name));
  }
}
