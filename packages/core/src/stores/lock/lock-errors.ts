import { hostname } from "node:os";
import { join } from "node:path";
import { RevimgError } from "../../lib/errors.js";
import type { Owner } from "./owner.js";
import type { OwnerState } from "./owner-state.js";

/** Name of the lock file in its folder. */
export const lockName = "index.lock";

/** Says who holds the folder and what to do. `file` is the name of the lock's file in it. */
export function lockedError(
  directory: string,
  file: string,
  owner: Owner | null,
  state: Exclude<OwnerState, { is: "dead" }>,
): RevimgError {
  const details = owner && {
    pid: owner.pid,
    host: owner.host,
    ...(owner.url && { url: owner.url }),
  };
  const name = owner ? `process ${owner.pid}` : "that process";
  const process = owner && owner.host !== hostname() ? `${name} on ${owner.host}` : name;
  if (state.is === "alive") {
    const where = owner?.url
      ? `It is served at ${owner.url}: ask there, or stop that server.`
      : `Wait until ${process} ends, or stop it.`;
    return new RevimgError(
      "index_locked",
      `Another process has the index in ${directory} open. ${where}`,
      { details: details ?? {} },
    );
  }
  return new RevimgError(
    "index_locked",
    `Another process has locked the index in ${directory}. It is not known whether that process still runs: ${state.why}. Stop ${process}. If you are sure that it has ended, delete ${join(directory, file)}, then try again.`,
    { retryable: false, details: details ?? {} },
  );
}

/** A lock that this process did not leave like this. */
export function lostLock(directory: string): RevimgError {
  return new RevimgError(
    "index_locked",
    `${join(directory, lockName)} was removed or replaced while this process had the index open. Close the index in every process that has it open, then open it again.`,
    { retryable: false },
  );
}

/** Why a folder can't be locked at all, as an error of ours. */
export function lockFailure(error: unknown, directory: string): unknown {
  if (error instanceof RevimgError) return error;
  const { code = "", syscall, message } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new RevimgError(
      "disk_full",
      `The disk of ${directory} is full: the lock file can't be written. Free some room and run the same command again.`,
      { cause: error },
    );
  }
  if (syscall === "listen" && noSockets.has(code)) {
    return new RevimgError(
      "store_failed",
      `No local socket can be made in ${directory} (${code}), and without one two processes could write to one index. Keep the data folder on a local disk (dataDirectory, or --data), or keep rows and vectors in Postgres.`,
      { retryable: false, cause: error },
    );
  }
  return new RevimgError(
    "store_failed",
    `The index in ${directory} can't be locked: ${message}. Name a folder that can be written (dataDirectory, or --data).`,
    { retryable: false, cause: error },
  );
}

/** The codes of file systems that hold no sockets. */
const noSockets = new Set([
  ...["EPERM", "EACCES", "EROFS", "EINVAL", "ENOSYS"],
  ...["ENOTSUP", "EOPNOTSUPP", "ENXIO", "EIO"],
]);
