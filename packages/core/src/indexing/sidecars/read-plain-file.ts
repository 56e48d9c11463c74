import { open } from "node:fs/promises";
import { systemPath } from "../../files/file-path.js";
import { withoutWaiting } from "../../files/plain-file.js";
import { codeOf } from "../../stores/fs/file-errors.js";

/**
 * The bytes of a plain file; null where there is none. Rejects with an error whose
 * message is for a person. Never waits for a pipe: it is opened without blocking,
 * and not read.
 */
export async function readPlainFile(path: string, maxBytes: number): Promise<Buffer | null> {
  try {
    const file = await open(systemPath(path), withoutWaiting);
    try {
      const stats = await file.stat();
      if (!stats.isFile()) throw new Refusal(notPlain);
      if (stats.size > maxBytes) throw new Refusal(tooLarge(stats.size, maxBytes));
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = codeOf(error);
    // A name that is too long for a file can't be that of one.
    if (code === "ENOENT" || code === "ENAMETOOLONG") return null;
    throw error instanceof Refusal ? error : new Refusal(reasonOf(code, error), { cause: error });
  }
}

/** Why a file is not read, in whole sentences. */
class Refusal extends Error {}

const notPlain =
  "It is not a plain file, so it is not read. Put a file in its place, or take it away, and index again.";

function tooLarge(bytes: number, maxBytes: number): string {
  const [size, most] = [bytes, maxBytes].map((value) => `${Math.ceil(value / 1024 ** 2)} MiB`);
  return `It has ${size}, more than the ${most} that are read, so nothing of it is used. Split it, and index again.`;
}

function reasonOf(code: string | undefined, error: unknown): string {
  if (code === "EACCES" || code === "EPERM") {
    return "This user may not read it. Give the permission to read it, and index again.";
  }
  if (code === "ENXIO" || code === "EISDIR") return notPlain;
  const { message } = error as Error;
  return `It can't be read (${message}). See that it is a file that can be opened, and index again.`;
}
