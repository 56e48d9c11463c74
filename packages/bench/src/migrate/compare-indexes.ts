import { buffer } from "node:stream/consumers";
import { isDeepStrictEqual } from "node:util";
import type { BlobStore, ImageRecord, MetadataStore } from "@revimg/core";
import { keysOf, openEmbedded } from "./made-index.js";

export interface Differences {
  rows: number;
  unequalRows: number;
  unequalPictures: number;
  /** Pictures whose vector is absent, or of another length. */
  lostVectors: number;
  maxVectorDifference: number;
  unequalMeta: number;
}

/** Everything of two embedded indexes, one against the other. */
export async function compareIndexes(first: string, last: string): Promise<Differences> {
  await using a = await openEmbedded(first);
  await using b = await openEmbedded(last);
  const found: Differences = {
    rows: 0,
    unequalRows: Math.abs((await countOf(a.metadata)) - (await countOf(b.metadata))),
    unequalPictures: Math.abs((await keyCount(a.blobs)) - (await keyCount(b.blobs))),
    lostVectors: 0,
    maxVectorDifference: 0,
    unequalMeta: 0,
  };
  for (const key of ["manifest", "tagging"]) {
    const [value, other] = [await a.metadata.getMeta(key), await b.metadata.getMeta(key)];
    if (!isDeepStrictEqual(JSON.parse(value ?? "0"), JSON.parse(other ?? "1"))) found.unequalMeta++;
  }
  for (let after: string | null = null; ; ) {
    const page = await a.metadata.scan({ after, pageSize: 500 });
    const rows = (await a.metadata.get(page.ids)) as ImageRecord[];
    const others = await b.metadata.get(page.ids);
    const shown = rows.filter(({ status }) => status === "indexed");
    const ids = shown.map(({ id }) => id);
    const vectors = await a.vectors.fetch(ids);
    const otherVectors = await b.vectors.fetch(ids);
    found.rows += rows.length;
    found.unequalRows += rows.filter((row, i) => !isDeepStrictEqual(row, others[i])).length;
    for (const [i, vector] of vectors.entries()) {
      const other = otherVectors[i];
      if (!vector || other?.length !== vector.length) found.lostVectors++;
      else found.maxVectorDifference = Math.max(found.maxVectorDifference, apart(vector, other));
    }
    for (const key of shown.flatMap(keysOf)) {
      const [bytes, otherBytes] = [await bytesAt(a.blobs, key), await bytesAt(b.blobs, key)];
      if (!bytes || !otherBytes?.equals(bytes)) found.unequalPictures++;
    }
    if (page.next === null) return found;
    after = page.next;
  }
}

async function countOf(metadata: MetadataStore): Promise<number> {
  const { count } = await metadata.stats();
  return count.indexed + count.failed + count.pending + count.deleting;
}

async function keyCount(blobs: BlobStore): Promise<number> {
  let count = 0;
  for await (const _ of blobs.list()) count++;
  return count;
}

async function bytesAt(blobs: BlobStore, key: string): Promise<Buffer | null> {
  const blob = await blobs.get(key);
  return blob && buffer(blob.stream);
}

function apart(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}
