import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type BenchContext, UsageError } from "./bench.js";

/** Archives of the test data, each with one folder of this name inside. */
const archives = {
  clothing: "clothing.tar",
  photos: "photos-1k.tar",
  "tiny-imagenet-val": "tiny-imagenet-val.tar",
};

export interface ClassedPicture {
  path: string;
  /** Name of the folder it lies in. */
  class: string;
}

/** The folder of a set of pictures, unpacked; throws `UsageError` where the data is not here. */
export async function unpackSet(
  name: keyof typeof archives,
  { dataDirectory, workDirectory, log }: BenchContext,
): Promise<string> {
  const archive = join(dataDirectory, archives[name]);
  if (!existsSync(archive)) {
    throw new UsageError(
      `This bench needs the pictures of ${archive}, which is not here. Name the folder that has them with --data <folder>.`,
    );
  }
  log(`unpacking ${archives[name]}`);
  await promisify(execFile)("tar", ["-xf", archive, "-C", workDirectory]);
  return join(workDirectory, name);
}

/** The encoded pictures of a set, in the order of their paths. */
export async function readSet(
  name: keyof typeof archives,
  context: BenchContext,
): Promise<Uint8Array[]> {
  const folder = await unpackSet(name, context);
  const names = (await readdir(folder, { recursive: true })).sort();
  const pictures: Uint8Array[] = [];
  for (const file of names.filter((file) => /\.jpe?g$/i.test(file))) {
    pictures.push(await readFile(join(folder, file)));
  }
  return pictures;
}

/** The pictures of a folder with one folder a class, in the order of their names. */
export async function listClasses(folder: string): Promise<ClassedPicture[]> {
  const pictures: ClassedPicture[] = [];
  for (const entry of (await readdir(folder, { withFileTypes: true })).sort(byName)) {
    if (!entry.isDirectory()) continue;
    const names = (await readdir(join(folder, entry.name))).sort();
    for (const name of names) {
      pictures.push({ path: join(folder, entry.name, name), class: entry.name });
    }
  }
  return pictures;
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}
