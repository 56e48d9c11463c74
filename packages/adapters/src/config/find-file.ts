import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { RevimgError } from "@revimg/core";

const fileNames = ["ts", "js", "mjs", "json"].map((ending) => `revimg.config.${ending}`);

/**
 * The configuration file in a folder or the nearest one above it, up to the
 * first folder with a `.git`; undefined when there is none. Rejects with
 * `invalid_config` when a folder has two, or when a file above the folder belongs
 * to another user: it is a program, and would run with this user's rights.
 */
export async function findFile(directory: string): Promise<string | undefined> {
  const start = resolve(directory);
  for (let folder = start; ; folder = dirname(folder)) {
    const found: string[] = [];
    for (const name of fileNames) {
      if (await isFile(join(folder, name))) found.push(join(folder, name));
    }
    const [file, second] = found;
    if (file && second) {
      throw refuse(
        `There are two configuration files in ${folder}: ${basename(file)} and ${basename(second)}. Remove one, or choose with REVIMG_CONFIG.`,
        file,
      );
    }
    if (file) {
      if (folder !== start) await requireOwn(file);
      return file;
    }
    if (folder === dirname(folder) || (await stat(join(folder, ".git")).catch(() => null))) {
      return undefined;
    }
  }
}

/** The absolute path of a named file. `name`: what named it. */
export async function namedFile(path: string, directory: string, name: string): Promise<string> {
  const file = resolve(directory, path);
  if (await isFile(file)) return file;
  throw refuse(`${name} must be the path of a configuration file; there is none at ${file}.`, file);
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ?? false;
}

async function requireOwn(file: string): Promise<void> {
  // Windows has no user ids.
  const user = process.getuid?.();
  const { uid } = await stat(file);
  if (user === undefined || uid === user || uid === 0) return;
  throw refuse(
    `${file} belongs to another user and is not in the working directory, so it is not run. Set REVIMG_CONFIG to its path to use it.`,
    file,
  );
}

function refuse(message: string, file: string): RevimgError {
  return new RevimgError("invalid_config", message, { details: { file } });
}
