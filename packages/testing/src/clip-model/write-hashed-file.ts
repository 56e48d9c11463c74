import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** A file as a manifest names it. */
export interface HashedFile {
  path: string;
  bytes: number;
  sha256: string;
}

const blockBytes = 1 << 20;

/** Writes the chunks to a file, one block in memory at a time, and says what it wrote. */
export async function writeHashedFile(
  file: string,
  chunks: Iterable<Uint8Array>,
): Promise<HashedFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  function* hashedBlocks() {
    for (const block of blocksOf(chunks)) {
      hash.update(block);
      bytes += block.length;
      yield block;
    }
  }
  await pipeline(Readable.from(hashedBlocks()), createWriteStream(file));
  return { path: basename(file), bytes, sha256: hash.digest("hex") };
}

/** Joins small chunks: a graph has thousands of a few bytes each. */
function* blocksOf(chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  for (const chunk of chunks) {
    waiting.push(chunk);
    waitingBytes += chunk.byteLength;
    if (waitingBytes < blockBytes) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
  }
  if (waitingBytes > 0) yield Buffer.concat(waiting);
}
