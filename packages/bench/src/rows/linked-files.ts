import { link, mkdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ImageSource } from "@revimg/core";

/** Names of one file, and so files in a folder. Each removal changes the time of all others. */
export const linksPerFile = 2_000;

/** Links that are made at the same time. */
const together = 64;

/**
 * Makes `count` names of few files, as many names in a folder as a file has, and resolves
 * to the places as an index keeps them. A run that finds them unchanged reads no bytes,
 * so that they need not be pictures.
 */
export async function linkFiles(folder: string, count: number): Promise<ImageSource[]> {
  const sources: ImageSource[] = [];
  for (let first = 0; first < count; first += linksPerFile) {
    const directory = join(folder, String(first / linksPerFile).padStart(4, "0"));
    await mkdir(directory, { recursive: true });
    const file = join(folder, "..", "linked");
    await writeFile(file, "never read");
    const paths = Array.from({ length: Math.min(linksPerFile, count - first) }, (_, i) =>
      join(directory, `${first + i}.jpg`),
    );
    for (let i = 0; i < paths.length; i += together) {
      await Promise.all(paths.slice(i, i + together).map((path) => link(file, path)));
    }
    await rm(file);
    // The last change of the file is that of its names.
    const { size, mtimeMs, ctimeMs } = await stat(paths[0]!);
    for (const path of paths) sources.push({ path, size, mtimeMs, ctimeMs });
  }
  return sources;
}
