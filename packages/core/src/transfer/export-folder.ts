import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { RevimgError } from "../lib/errors.js";
import { makeChosenFolder } from "../lib/make-folder.js";
import type { Manifest } from "../open/index-manifest.js";

/** Names of an export's files. Pictures lie beside them under the keys that they have in a blob store. */
export const exportFiles = {
  index: "index.json",
  rows: "rows.jsonl",
  vectors: "vectors.npy",
  /** Written last: a folder without it is unfinished. In the form of `sha256sum`. */
  hashes: "SHA256SUMS",
  unfinishedHashes: "SHA256SUMS.unfinished",
} as const;

/** Content of `index.json`. */
export interface ExportedIndex {
  /** Version of the folder's form. */
  format: 1;
  /** By which an import that goes on knows the folder again. */
  id: string;
  collection: string;
  rows: number;
  manifest: Manifest;
  tagging: string | null;
}

/** What may stand in a folder that an export which was stopped left behind. */
const own: ReadonlySet<string> = new Set([
  ...Object.values(exportFiles),
  "originals",
  "thumbnails",
  "~drafts",
]);

/** Makes the folder. Throws `invalid_input` where it holds anything but an unfinished export. */
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
