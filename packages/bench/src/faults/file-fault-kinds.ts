import type { FileArea } from "./file-fault-settings.js";

/**
 * What may happen at a call of the file system.
 * - `EIO`, `ENOSPC`: nothing is done.
 * - `EMFILE`, `EACCES`: nothing is done, nor by the next calls that open something there.
 * - `torn`: half of the bytes are written, and the call fails.
 * - `short`: fewer bytes are read than wanted, as the system may do.
 * - `lost`: it is done, and the call fails.
 * - `late`: it takes longer.
 * - `flipped`: one bit of what is read is wrong.
 */
export type FileFaultKind =
  | "EIO"
  | "ENOSPC"
  | "EMFILE"
  | "EACCES"
  | "torn"
  | "short"
  | "lost"
  | "late"
  | "flipped";

/** Calls that open something fail together while a spell of these lasts. */
export const opening: ReadonlySet<string> = new Set(["open", "readdir", "opendir"]);

const kindsOfCalls: Record<string, readonly FileFaultKind[]> = {
  open: ["EIO", "EMFILE", "EACCES", "late"],
  readdir: ["EIO", "EMFILE", "EACCES", "late"],
  opendir: ["EIO", "EMFILE", "EACCES", "late"],
  stat: ["EIO", "EACCES", "late"],
  rename: ["EIO", "EACCES", "ENOSPC", "lost"],
  link: ["EIO", "EACCES", "ENOSPC", "lost"],
  rm: ["EIO", "EACCES", "lost"],
  read: ["EIO", "short", "late"],
  write: ["EIO", "ENOSPC", "torn", "late"],
  truncate: ["EIO"],
  sync: ["EIO", "ENOSPC", "late"],
};

/** The faults of a call. */
export function kindsAt(area: FileArea, call: string): readonly FileFaultKind[] {
  const kinds = kindsOfCalls[call]!;
  // Bits that flip in SQLite's pages or in a picture of the user can't be told from other content.
  if (area === "blobs" && call === "read") return [...kinds, "flipped"];
  // SQLite takes a short read for the end of the file.
  if (area === "database") return kinds.filter((kind) => kind !== "short" && kind !== "EACCES");
  return kinds;
}

/** Share of calls with a fault. SQLite makes many calls for a row, and one fault ends the run. */
export const rates: Record<FileArea, number> = { database: 0.0015, blobs: 0.02, pictures: 0.04 };
