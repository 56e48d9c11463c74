import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { type FileHandle, open, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { RevimgOptions } from "../api/options.js";
import type { BlobStore } from "../stores/blob-store.js";
import { draftsFolder } from "../stores/fs/drafts.js";
import { fsBlobs } from "../stores/fs/fs-blobs.js";
import type { ImageRecord } from "../stores/image-record.js";
import type { CallOptions } from "../stores/vector-store.js";
import { type BlobToCopy, type CopiedBlob, copyBlob } from "./copy-blob.js";
import { allDone, blobsOf, type CopiedPage, parallelBlobs } from "./copy-page.js";
import { type ExportedIndex, exportFiles, hashFile, makeExportFolder } from "./export-folder.js";
import { openSource } from "./migrate.js";
import { NpyWriter } from "./npy.js";
import { Totals } from "./totals.js";
import type { ExportEvent } from "./transfer-events.js";
import { storesSource, type TransferPage, type TransferSource } from "./transfer-source.js";

/**
 * Writes an index into a folder that other programs can read:
 * `rows.jsonl`: one row a line, as `get` gives it.
 * `vectors.npy`: NumPy's format, float32 of shape [rows, dimension], in the order of
 * the lines. A row without a vector is zeros.
 * Pictures and thumbnails, named by their hash.
 * `index.json`: the model.
 * `SHA256SUMS`: written last.
 *
 * The index is only read. A run may stop at any moment: the same call then goes on, and
 * copies no picture twice. Memory does not grow with the collection.
 *
 * Rejects with `not_found` when there is no index, `invalid_input` when the folder
 * holds anything but an unfinished export, otherwise as `createRevimg` does.
 *
 * @example
 * for await (const event of exportIndex({ dataDirectory: "./revimg-data" }, "./export")) console.log(event.type);
 */
export async function* exportIndex(
  from: RevimgOptions,
  folder: string,
  { signal }: CallOptions = {},
): AsyncGenerator<ExportEvent, void, undefined> {
  signal?.throwIfAborted();
  if (signal) setMaxListeners(0, signal);
  const directory = resolve(folder);
  const stores = await openSource(from);
  try {
    const source = await storesSource(stores, signal);
    await makeExportFolder(directory);
    const writer = await FolderWriter.create(directory, source, signal);
    try {
      yield* writer.write();
    } finally {
      await writer.close();
    }
  } finally {
    await stores.close();
  }
}

class FolderWriter {
  readonly #directory: string;
  readonly #source: TransferSource;
  readonly #signal: AbortSignal | undefined;
  readonly #blobs: BlobStore;
  readonly #rows: FileHandle;
  readonly #vectors: NpyWriter;
  readonly #hashes: FileHandle;

  private constructor(
    directory: string,
    source: TransferSource,
    signal: AbortSignal | undefined,
    files: { rows: FileHandle; vectors: NpyWriter; hashes: FileHandle },
  ) {
    this.#directory = directory;
    this.#source = source;
    this.#signal = signal;
    this.#blobs = fsBlobs({ directory });
    this.#rows = files.rows;
    this.#vectors = files.vectors;
    this.#hashes = files.hashes;
  }

  static async create(
    directory: string,
    source: TransferSource,
    signal: AbortSignal | undefined,
  ): Promise<FolderWriter> {
    const vectorsFile = join(directory, exportFiles.vectors);
    return new FolderWriter(directory, source, signal, {
      rows: await open(join(directory, exportFiles.rows), "w"),
      vectors: await NpyWriter.create(vectorsFile, source.manifest.model.dimension),
      hashes: await open(join(directory, exportFiles.unfinishedHashes), "w"),
    });
  }

  async *write(): AsyncGenerator<ExportEvent> {
    const totals = new Totals(await this.#source.count(this.#signal));
    let rows = 0;
    for await (const page of this.#source.pages(this.#signal)) {
      this.#signal?.throwIfAborted();
      rows += page.records.length;
      yield* totals.add(await this.#writePage(page));
    }
    await this.#finish(rows);
    yield { type: "finished", progress: totals.progress, problems: totals.problems };
  }

  async close(): Promise<void> {
    await this.#rows.close();
    await this.#vectors.close();
    await this.#hashes.close();
    await this.#blobs.close();
  }

  async #writePage({ records, vectors }: TransferPage): Promise<CopiedPage> {
    const page: CopiedPage = {
      copied: records.length,
      unchanged: 0,
      blobs: 0,
      bytes: 0,
      problems: [],
    };
    const tell = (kind: CopiedPage["problems"][number]["kind"], { id, filename }: ImageRecord) =>
      page.problems.push({ kind, id, name: filename });
    const isShown = ({ status }: ImageRecord) => status === "indexed";
    const shown = records.filter(isShown);
    const wanted = shown.flatMap((record) => blobsOf(record).map((blob) => ({ ...blob, record })));
    let lines = "";
    for (let start = 0; start < wanted.length; start += parallelBlobs) {
      const part = wanted.slice(start, start + parallelBlobs);
      const outcomes = await allDone(part.map((blob) => this.#copyBlob(blob)));
      for (const [i, copied] of outcomes.entries()) {
        const { record, kind, key } = part[i]!;
        if (copied.outcome === "copied") {
          page.blobs++;
          page.bytes += copied.bytes;
          lines += `${copied.hash}  ${key}\n`;
        } else if (copied.outcome === "damaged") tell("original_damaged", record);
        else tell(kind === "thumbnails" ? "thumbnail_missing" : "original_missing", record);
      }
    }
    await this.#hashes.appendFile(lines);
    const found = await vectors(shown.map(({ id }) => id));
    const byId = new Map(shown.map(({ id }, i) => [id, found[i] ?? null]));
    for (const record of shown) if (!byId.get(record.id)) tell("vector_missing", record);
    await this.#vectors.append(records.map(({ id }) => byId.get(id) ?? null));
    await this.#rows.appendFile(records.map((record) => `${JSON.stringify(record)}\n`).join(""));
    return page;
  }

  /** A file gets its name only when it is whole, so an earlier run's copies are whole. */
  async #copyBlob(blob: BlobToCopy): Promise<CopiedBlob> {
    const there = await this.#blobs.stat(blob.key, { signal: this.#signal });
    if (!there) return copyBlob(this.#source, this.#blobs, blob, this.#signal);
    const { hash, bytes } = await hashFile(this.#directory, blob.key, this.#signal);
    if (blob.hash !== null && hash !== blob.hash) {
      return copyBlob(this.#source, this.#blobs, blob, this.#signal);
    }
    return { outcome: "copied", bytes, hash };
  }

  async #finish(rows: number): Promise<void> {
    const { collection, manifest, tagging } = this.#source;
    const index: ExportedIndex = {
      format: 1,
      id: randomUUID(),
      collection,
      rows,
      manifest,
      tagging,
    };
    await this.#rows.sync();
    await this.#vectors.finish();
    const indexFile = join(this.#directory, exportFiles.index);
    await writeFile(indexFile, `${JSON.stringify(index, null, 2)}\n`, { flush: true });
    for (const name of [exportFiles.rows, exportFiles.vectors, exportFiles.index]) {
      const { hash } = await hashFile(this.#directory, name, this.#signal);
      await this.#hashes.appendFile(`${hash}  ${name}\n`);
    }
    await this.#hashes.sync();
    await rm(join(this.#directory, draftsFolder), { recursive: true, force: true });
    await rename(
      join(this.#directory, exportFiles.unfinishedHashes),
      join(this.#directory, exportFiles.hashes),
    );
  }
}
