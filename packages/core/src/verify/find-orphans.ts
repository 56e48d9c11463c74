import { readBlobKey } from "../engine/blob-keys.js";
import type { Engine } from "../engine/engine.js";
import { grouped } from "../indexing/async-queues.js";
import { imageId } from "../lib/identity.js";
import type { CheckedPage } from "./checked-page.js";

const pageSize = 500;

/**
 * Vectors without a picture: they have no row, or a row that failed. Each is looked at
 * again when nobody else has the picture: its row may come a moment later, or somebody
 * may have removed both since the vector was listed.
 */
export async function* findVectorOrphans(
  engine: Engine,
  repair: boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<CheckedPage> {
  const { vectors, metadata, writer } = engine;
  for (let after: string | null = null; ; ) {
    const page = await vectors.scan({ after, pageSize, signal });
    const withoutPicture = async (ids: readonly string[]) => {
      const records = await metadata.get(ids, { signal });
      return ids.filter((_, i) => (records[i]?.status ?? "failed") === "failed");
    };
    const orphans = await writer.own(
      await withoutPicture(page.ids),
      async (lease) => {
        const suspects = await withoutPicture(lease.ids);
        const stored = await vectors.fetch(suspects, { signal: lease.signal });
        const found = suspects.filter((_, i) => stored[i]);
        lease.check();
        if (repair && found.length > 0) await vectors.delete(found, { signal: lease.signal });
        return found;
      },
      { signal },
    );
    yield {
      counted: { vectors: page.ids.length },
      problems: orphans.flat().map((subject) => problem("vector_orphan", subject, repair)),
    };
    if (page.next === null) return;
    after = page.next;
  }
}

/**
 * Blobs whose content hash has no row. Keys that this package does not make are left
 * alone. Each is looked at again when nobody else has the picture, whose id follows
 * from the hash: as above.
 */
export async function* findBlobOrphans(
  engine: Engine,
  repair: boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<CheckedPage> {
  const { blobs, metadata, writer } = engine;
  const groups = grouped(blobs.list({ signal }), { size: pageSize, maxWaitMs: 5000 });
  for await (const keys of groups) {
    const hashes = new Set(keys.map(readBlobKey).filter((hash) => hash !== null));
    const withoutPicture = async (hashes: readonly string[]) => {
      const rows = await metadata.findByHash(hashes, { signal });
      return hashes.filter((_, i) => !rows[i]);
    };
    const suspects = new Map(
      (await withoutPicture([...hashes])).map((hash) => [imageId(hash), hash]),
    );
    const orphans = await writer.own(
      [...suspects.keys()],
      async (lease) => {
        const found = new Set(await withoutPicture(lease.ids.map((id) => suspects.get(id)!)));
        const orphans: string[] = [];
        for (const key of keys) {
          if (!found.has(readBlobKey(key) ?? "")) continue;
          if (await blobs.stat(key, { signal: lease.signal })) orphans.push(key);
        }
        lease.check();
        if (repair && orphans.length > 0) await blobs.delete(orphans, { signal: lease.signal });
        return orphans;
      },
      { signal },
    );
    yield {
      counted: { blobs: keys.length },
      problems: orphans.flat().map((subject) => problem("blob_orphan", subject, repair)),
    };
  }
}

function problem(kind: "vector_orphan" | "blob_orphan", subject: string, repair: boolean) {
  return { kind, subject, name: null, outcome: repair ? "removed" : "found" } as const;
}
