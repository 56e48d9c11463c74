import type { Stats } from "node:fs";
import { RevimgError } from "../lib/errors.js";

/** What the system's codes mean, and what to do. */
const reasons: Record<string, string> = {
  EACCES: "This user may not read it. Give the permission to read it, and try again.",
  EPERM: "This user may not read it. Give the permission to read it, and try again.",
  ELOOP: "Its links lead in a circle. Mend or remove the link.",
  ENAMETOOLONG: "Its path is too long for the system. Move it to a folder nearer to the root.",
  EIO: "Its disk or network reports an error. Check that, and try again.",
};

/** The error for a file or folder that the system refuses to read. */
export function unreadable(path: string, cause: unknown): RevimgError {
  const { code = "", message } = cause as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new RevimgError("not_found", `There is no file at ${path}.`, { cause });
  }
  if (code === "ENXIO") return notAFile(path, "a socket or a device");
  return new RevimgError(
    "invalid_input",
    `${path} can't be read. ${reasons[code] ?? `The system says: ${message}.`}`,
    { cause },
  );
}

/** The same for a folder in an index run; the run goes on without it. */
export function unreadableFolder(path: string, cause: unknown): RevimgError {
  const { code, message } = unreadable(path, cause);
  return code === "not_found"
    ? new RevimgError(code, `There is no folder ${path} any more.`, { cause })
    : new RevimgError(code, `The pictures in the folder ${message}`, { cause });
}

/** The error for a path that leads to something other than a plain file. */
export function notPlain(path: string, stats: Stats): RevimgError {
  if (stats.isDirectory()) {
    return new RevimgError(
      "invalid_input",
      `${path} is a folder, not a picture. Name a picture in it.`,
    );
  }
  if (stats.isFIFO()) return notAFile(path, "a pipe");
  return notAFile(path, stats.isSocket() ? "a socket" : "a device");
}

function notAFile(path: string, kind: string): RevimgError {
  return new RevimgError(
    "unsupported",
    `${path} is ${kind}, not a file. Save the picture as a file, and name that.`,
  );
}
