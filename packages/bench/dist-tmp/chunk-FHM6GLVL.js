import {
  UsageError
} from "./chunk-OONSPIMI.js";

// src/data-sets.ts
import { execFile } from "child_process";
import { existsSync } from "fs";
import { readdir } from "fs/promises";
import { join } from "path";
import { promisify } from "util";
var archives = {
  clothing: "clothing.tar",
  photos: "photos-1k.tar",
  "tiny-imagenet-val": "tiny-imagenet-val.tar"
};
async function unpackSet(name, { dataDirectory, workDirectory, log }) {
  const archive = join(dataDirectory, archives[name]);
  if (!existsSync(archive)) {
    throw new UsageError(
      `This bench needs the pictures of ${archive}, which is not here. Name the folder that has them with --data <folder>.`
    );
  }
  log(`unpacking ${archives[name]}`);
  await promisify(execFile)("tar", ["-xf", archive, "-C", workDirectory]);
  return join(workDirectory, name);
}
async function listClasses(folder) {
  const pictures = [];
  for (const entry of (await readdir(folder, { withFileTypes: true })).sort(byName)) {
    if (!entry.isDirectory()) continue;
    const names = (await readdir(join(folder, entry.name))).sort();
    for (const name of names) {
      pictures.push({ path: join(folder, entry.name, name), class: entry.name });
    }
  }
  return pictures;
}
function byName(a, b) {
  return a.name < b.name ? -1 : 1;
}

export {
  unpackSet,
  listClasses
};
//# sourceMappingURL=chunk-FHM6GLVL.js.map