import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
} from "node:fs";
import { dirname } from "node:path";

/** Where the copy of a file of an older format is kept while it is migrated. */
function backupOf(file: string, format: number): string {
  return `${file}.format-${format}.bak`;
}

/**
 * Copies a database file whose write-ahead log is empty. Under its final name the
 * copy is always whole, wherever the process is killed.
 */
export function makeBackup(file: string, format: number): void {
  const backup = backupOf(file, format);
  const unfinished = `${backup}.tmp`;
  // Costs nothing on file systems that share blocks between copies.
  copyFileSync(file, unfinished, constants.COPYFILE_FICLONE);
  sync(unfinished);
  renameSync(unfinished, backup);
  syncFolder(dirname(backup));
}

/** Removes the copies of formats before `format`, finished or not. */
export function removeBackups(file: string, format: number): void {
  for (let older = 1; older < format; older++) {
    rmSync(backupOf(file, older), { force: true });
    rmSync(`${backupOf(file, older)}.tmp`, { force: true });
  }
}

function sync(path: string): void {
  const handle = openSync(path, "r+");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Makes a rename in the folder durable; Windows does that by itself and opens no folders. */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
