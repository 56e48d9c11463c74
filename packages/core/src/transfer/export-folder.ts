import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest } from "../engine/index-manifest.js";
import { RevimgError } from "../lib/errors.js";
import { makeChosenFolder } from "../lib/make-folder.js";
import { draftsFolder } from "../stores/fs/drafts.js";

/** Names of an export's files. Pictures are beside them, under their keys of a blob store. */
export const exportFiles = {
  index: "index.json",
  rows: "rows.jsonl",
  vectors: "vectors.npy",
  /** Written last: a folder without it is unfinished. Has the form of `sha256sum`. */
  hashes: "SHA256SUMS",
  unfinishedHashes: "SHA256SUMS.unfinished",
} as const;

/** Content of `index.json`. */
export interface ExportedIndex {
  /** Version of the folder's form. */
  format: 1;
  /** Tells a later run of an import that this is the same folder. */
  id: string;
  collection: string;
  rows: number;
  manifest: Manifest;
  tagging: string | null;
}

/** What an unfinished export may have left in a folder. */
const own: ReadonlySet<string> = new Set([
  ...Object.values(exportFiles),
  "originals",
  "thumbnails",
  draftsFolder,
]);

/** Makes the folder. Throws `invalid_input` when it holds anything but an unfinished export. */
export async function makeExportFolder(folder: string): Promise<void> {
  await makeChosenFolder(folder, `The index can't be exported to ${folder}`);
  const names = await readdir(folder);
  if (names.includes(exportFiles.hashes)) {
    throw new RevimgError(
      "invalid_input",
      `${folder} holds an export already. Name another folder, or remove it.`,
    );
  }
  const stranger = names.find((name) => !own.has(name));
  if (stranger === undefined) return;
  throw new RevimgError(
    "invalid_input",
    `${folder} is not empty (it holds ${stranger}). Name an empty folder, or one that does not exist.`,
  );
}

/** SHA-256 of a file, as 64 hex digits. */
export async function hashFile(
  folder: string,
  name: string,
  signal: AbortSignal | undefined,
): Promise<{ hash: string; bytes: number }> {
  signal?.throwIfAborted();
  const digest = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(join(folder, name))) {
    signal?.throwIfAborted();
    digest.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { hash: digest.digest("hex"), bytes };
}
