// Indexes the folder that it is told into the index that its configuration names,
// and prints what became of it as JSON. With --described, pictures are handed over
// in memory with a source and attributes made from their place in the folder.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadConfig } from "@revimg/adapters/config";
import { createRevimg } from "@revimg/core";

const [folder, mode] = process.argv.slice(2);
const revimg = await createRevimg(await loadConfig());
try {
  const added = [];
  const source = mode === "--described" ? described(folder) : folder;
  for await (const event of revimg.index(source)) {
    if (event.type === "failed") throw event.error;
    if (event.type === "added") added.push(event.id);
    if (event.type === "finished") console.log(JSON.stringify({ ...event.progress, added }));
  }
} finally {
  await revimg.close();
}

async function* described(directory) {
  const names = (await readdir(directory)).sort();
  for (const [number, filename] of names.entries()) {
    yield {
      bytes: await readFile(join(directory, filename)),
      filename,
      sourceUrl: `https://museum-${number % 5}.example/${filename}`,
      attributes: { room: number % 8, restored: number % 2 === 0 },
    };
  }
}
