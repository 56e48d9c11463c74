import { chroma } from "@revimg/adapters/chroma";
import { postgres } from "@revimg/adapters/postgres";
import { createRevimg, type ImageRecord, type Page } from "@revimg/core";
import { optionsOf, type WorkerIndex } from "./worker-index.js";

export interface LostAndDoubled {
  /** Files that are not in the index, or are not whole there. */
  lost: string[];
  /** Files and contents that are in the index more than once, and vectors of no picture. */
  doubled: string[];
  /** What `verify` finds. */
  problems: string[];
}

/** Compares an index that nobody writes with the files, by path the hash of the content. */
export async function findLost(
  index: WorkerIndex,
  files: ReadonlyMap<string, string>,
): Promise<LostAndDoubled> {
  const problems: string[] = [];
  await using revimg = await createRevimg(optionsOf({ ...index, delayMs: 0 }));
  for await (const event of revimg.verify()) {
    if (event.type === "problem") problems.push(`${event.problem.kind}: ${event.problem.subject}`);
  }
  await using metadata = postgres({ url: index.postgres });
  await metadata.open({ collection: index.collection });
  const ids = await allOf((after) => metadata.scan({ after, pageSize: 500 }));
  const doubled: string[] = [];
  const paths = new Map<string, string>();
  const contents = new Set<string>();
  for (const row of (await metadata.get(ids)) as ImageRecord[]) {
    if (contents.has(row.contentHash)) doubled.push(`the content ${row.contentHash}`);
    contents.add(row.contentHash);
    for (const { path = "" } of row.sources) {
      if (paths.has(path)) doubled.push(path);
      if (row.status === "indexed") paths.set(path, row.contentHash);
    }
  }
  const lost = [...files].flatMap(([path, hash]) => (paths.get(path) === hash ? [] : [path]));
  const manifest = JSON.parse((await metadata.getMeta("manifest"))!);
  await using vectors = chroma({ url: index.chroma });
  await vectors.open({ space: manifest.space, dimension: manifest.model.dimension });
  const stored = new Set(await allOf((after) => vectors.scan({ after, pageSize: 500 })));
  for (const id of ids) if (!stored.delete(id)) lost.push(`the vector of ${id}`);
  doubled.push(...[...stored].map((id) => `the vector ${id}`));
  return { lost, doubled, problems };
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
