import { randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** The name of a space has no dot in it. */
export function newFileName(space: string): string {
  return `${space}.${randomUUID()}.faiss`;
}

/** Removes a space's index files, finished or not, except for one. */
export async function removeIndexFiles(
  directory: string,
  space: string,
  except?: string,
): Promise<void> {
  const names = await readdir(directory);
  const own = names.filter(
    (name) => name.startsWith(`${space}.`) && /\.faiss(\.part)?$/.test(name) && name !== except,
  );
  for (const name of own) await rm(join(directory, name), { force: true });
}
