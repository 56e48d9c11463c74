import { chroma } from "@revimg/adapters/chroma";
import { postgres } from "@revimg/adapters/postgres";
import type { ImageRecord, Page, VerifyEvent } from "@revimg/core";
import { createRevimg } from "@revimg/core";
import { fsBlobs } from "@revimg/core/fs";
import { optionsOf, type SharedIndex } from "./shared-index.js";

/**
 * What is wrong with an index that nobody writes. With `files`, by path the hash of the
 * content, it must hold these once each and nothing else. Without, a killed process may
 * have left pictures unfinished. They are no fault: searches do not show them.
 */
export async function findFaults(
  index: SharedIndex,
  files: Map<string, string> | null,
): Promise<string[]> {
  const faults: string[] = [];
  await using revimg = await createRevimg(optionsOf(index));
  for await (const event of revimg.verify() as AsyncIterable<VerifyEvent>) {
    if (event.type !== "problem") continue;
    const { kind, subject } = event.problem;
    if (files || kind !== "unfinished") faults.push(`${kind}: ${subject}`);
  }
  if (!files) return faults;
  await using metadata = postgres({ url: index.postgresUrl });
  await metadata.open({ collection: index.collection });
  const ids = await allOf((after) => metadata.scan({ after, pageSize: 500 }));
  const rows = (await metadata.get(ids)) as ImageRecord[];
  const paths = new Map<string, string>();
  for (const row of rows) {
    if (row.status !== "indexed") faults.push(`${row.id} is ${row.status}`);
    for (const { path = "" } of row.sources) {
      if (paths.has(path)) faults.push(`${path} is there twice`);
      paths.set(path, row.contentHash);
    }
  }
  for (const [path, hash] of files) if (paths.get(path) !== hash) faults.push(`${path} is missing`);
  for (const path of paths.keys()) if (!files.has(path)) faults.push(`${path} has no file`);
  const manifest = JSON.parse((await metadata.getMeta("manifest"))!);
  await using vectors = chroma({ url: index.chromaUrl });
  await vectors.open({ space: manifest.space, dimension: manifest.model.dimension });
  const stored = await allOf((after) => vectors.scan({ after, pageSize: 500 }));
  if (stored.sort().join() !== ids.sort().join()) {
    faults.push(`${stored.length} vectors are not those of ${ids.length} rows`);
  }
  await using blobs = fsBlobs({ directory: index.blobs });
  let count = 0;
  for await (const _ of blobs.list()) count++;
  if (count !== 2 * rows.length) faults.push(`${count} blobs of ${rows.length} rows`);
  await metadata.drop();
  await vectors.drop(manifest.space);
  return faults;
}

async function allOf(scan: (after: string | null) => Promise<Page>): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | null = null; ; ) {
    const page: Page = await scan(after);
    ids.push(...page.ids);
    if (page.next === null) return ids;
    after = page.next;
  }
}
