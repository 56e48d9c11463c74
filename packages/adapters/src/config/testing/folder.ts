import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isRevimgError, type RevimgError } from "@revimg/core";
import { onTestFinished } from "vitest";

/** A folder with files in it, by path, that is gone after the test. No search for a file leaves it. */
export async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "revimg-config-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries({ ".git/HEAD": "", ...files })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** The error that something is refused with. */
export async function refusalOf(refused: Promise<unknown>): Promise<RevimgError> {
  try {
    await refused;
  } catch (error) {
    if (isRevimgError(error)) return error;
    throw error;
  }
  throw new Error("It was accepted.");
}
