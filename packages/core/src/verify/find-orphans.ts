import { readBlobKey } from "../engine/blob-keys.js";
import type { Engine } from "../engine/engine.js";
import { grouped } from "../indexing/async-queues.js";
import type { CheckedPage } from "./checked-page.js";

const pageSize = 500;

/** Vectors without a picture: they have no row, or a row that failed. */
export async function* findVectorOrphans(
  engine: Engine,
  repair: boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<CheckedPage> {
  const { vectors, metadata, writer } = engine;
  for (let after: string | null = null; ; ) {
    const page = await vectors.scan({ after, pageSize, signal });
    const orphans = await writer.run(async () => {
      const records = await metadata.get(page.ids, { signal });
      const found = page.ids.filter((_, i) => (records[i]?.status ?? "failed") === "failed");
      if (repair && found.length > 0) await vectors.delete(found, { signal });
      return found;
    });
    yield {
      counted: { vectors: page.ids.length },
      problems: orphans.map((subject) => problem("vector_orphan", subject, repair)),
    };
    if (page.next === null) return;
    after = page.next;
  }
}

/** Blobs whose content hash has no row. Keys that this package does not make are left alone. */
export async function* findBlobOrphans(
  engine: Engine,
  repair: boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<CheckedPage> {
  const { blobs, metadata, writer } = engine;
  const groups = grouped(blobs.list({ signal }), { size: pageSize, maxWaitMs: 5000 });
  for await (const keys of groups) {
    const orphans = await writer.run(async () => {
      const ours = keys.flatMap((key) => {
        const hash = readBlobKey(key);
        return hash === null ? [] : [{ key, hash }];
      });
      const rows = await metadata.findByHash(
        ours.map(({ hash }) => hash),
        { signal },
      );
      const found = ours.filter((_, i) => !rows[i]).map(({ key }) => key);
      if (repair && found.length > 0) await blobs.delete(found, { signal });
      return found;
    });
    yield {
      counted: { blobs: keys.length },
      problems: orphans.map((subject) => problem("blob_orphan", subject, repair)),
    };
  }
}

function problem(kind: "vector_orphan" | "blob_orphan", subject: string, repair: boolean) {
  return { kind, subject, name: null, outcome: repair ? "removed" : "found" } as const;
}
