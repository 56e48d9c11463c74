import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isRevimgError, type RevimgError } from "@revimg/core";
import { onTestFinished } from "vitest";

/**
 * A folder with the given files, by path. It is removed after the test. The search
 * for a configuration file does not leave it.
 */
export async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "revimg-config-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries({ ".git/HEAD": "", ...files })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** The error with which a call is refused. */
export async function refusalOf(refused: Promise<unknown>): Promise<RevimgError> {
  try {
    await refused;
  } catch (error) {
    if (isRevimgError(error)) return error;
    throw error;
  }
  throw new Error("It was accepted.");
}
