import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { RevimgError } from "../lib/errors.js";
import { fsBlobs } from "../stores/fs/fs-blobs.js";
import type { ImageRecord } from "../stores/image-record.js";
import { type ExportedIndex, exportFiles, hashFile } from "./export-folder.js";
import { NpyReader } from "./npy.js";
import { pageSize, type TransferSource } from "./transfer-source.js";

/** At most this many damaged files are named; the rest is counted. */
const mostNames = 20;

/** Names that a list of hashes may hold. An import reads no other file. */
const safeName =
  /^(index\.json|rows\.jsonl|vectors\.npy|originals\/[0-9a-f]{2}\/[0-9a-f]{64}|thumbnails\/[0-9a-f]{2}\/[0-9a-f]{64}\.jpg)$/;

/**
 * Compares every file of an export with its hash. Rejects with `invalid_input` that
 * names the damaged files.
 */
export async function* verifyFolder(
  folder: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ files: number; bytes: number }> {
  const damaged: string[] = [];
  let damagedCount = 0;
  let files = 0;
  let bytes = 0;
  const needed = new Set<string>([exportFiles.index, exportFiles.rows, exportFiles.vectors]);
  for await (const line of linesOf(folder, exportFiles.hashes)) {
    const [, expected, name = ""] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
    if (expected === undefined || !safeName.test(name)) {
      throw new RevimgError(
        "invalid_input",
        `${exportFiles.hashes} in ${folder} has a line that does not belong there. Export the index again.`,
      );
    }
    needed.delete(name);
    const found = await hashFile(folder, name, signal).catch((error) => {
      signal?.throwIfAborted();
      if (error instanceof Error && "syscall" in error) return null;
      throw error;
    });
    files++;
    bytes += found?.bytes ?? 0;
    if (found?.hash !== expected) {
      damagedCount++;
      if (damaged.length < mostNames) damaged.push(name);
    }
    if (files % 100 === 0) yield { files, bytes };
  }
  damaged.push(...needed);
  damagedCount += needed.size;
  yield { files, bytes };
  if (damagedCount === 0) return;
  const more = damagedCount > damaged.length ? `, and ${damagedCount - damaged.length} more` : "";
  throw new RevimgError(
    "invalid_input",
    `The export in ${folder} is damaged; nothing was imported. Missing or changed: ${damaged.join(", ")}${more}. Copy these files again from where the folder came from, or export the index again.`,
    { details: { damaged, count: damagedCount } },
  );
}

/** A verified export as a source. `close` closes its files. */
export async function folderSource(
  folder: string,
): Promise<TransferSource & { close(): Promise<void> }> {
  const index = JSON.parse(
    await readFile(join(folder, exportFiles.index), "utf8"),
  ) as ExportedIndex;
  if (index.format !== 1) {
    throw new RevimgError(
      "index_mismatch",
      `The export in ${folder} was written by a newer version of revimg (format ${index.format}; this version knows 1). Update: npm install revimg@latest.`,
      { details: { found: index.format, expected: 1 } },
    );
  }
  const matrix = await NpyReader.open(join(folder, exportFiles.vectors));
  const blobs = fsBlobs({ directory: folder });
  const pageOf = (records: ImageRecord[], first: number) => ({
    records,
    async vectors(ids: readonly string[]) {
      const rows = new Map(records.map(({ id }, i) => [id, first + i]));
      const found: (Float32Array | null)[] = [];
      for (const id of ids) found.push(await matrix.row(rows.get(id)!));
      return found;
    },
  });
  return {
    identity: index.id,
    collection: index.collection,
    manifest: index.manifest,
    tagging: index.tagging,
    count: async () => index.rows,
    async *pages() {
      let records: ImageRecord[] = [];
      let first = 0;
      for await (const line of linesOf(folder, exportFiles.rows)) {
        records.push(JSON.parse(line) as ImageRecord);
        if (records.length < pageSize) continue;
        yield pageOf(records, first);
        first += records.length;
        records = [];
      }
      if (records.length > 0) yield pageOf(records, first);
    },
    blob: (key, signal) => blobs.get(key, { signal }),
    async close() {
      await matrix.close();
      await blobs.close();
    },
  };
}

async function* linesOf(folder: string, name: string): AsyncGenerator<string> {
  const input = createReadStream(join(folder, name));
  // Only a line feed ends a line: a row's texts may hold other characters that line
  // readers take for an end.
  let rest = "";
  try {
    for await (const chunk of input.setEncoding("utf8")) {
      const lines = (rest + (chunk as string)).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } finally {
    input.destroy();
  }
  if (rest !== "") yield rest;
}
