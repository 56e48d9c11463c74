import type { VerifyProblem, VerifyProblemKind } from "../api/verify-events.js";
import { blobKey } from "../engine/blob-keys.js";
import type { Engine } from "../engine/engine.js";
import { hasUnchangedFile } from "../engine/read-image.js";
import type { ImageRecord } from "../stores/image-record.js";
import type { CheckedPage } from "./checked-page.js";
import { restorePicture } from "./restore-picture.js";

const pageSize = 500;

/** Blobs and files asked for at once. */
const parallelStats = 16;

/** Compares every row with what a picture of its status must have. */
export async function* checkRows(
  engine: Engine,
  repair: boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<CheckedPage> {
  const { metadata, writer } = engine;
  for (let after: string | null = null; ; ) {
    const page = await metadata.scan({ after, pageSize, signal });
    // Runs between two batches of this process, when nothing is half written.
    const problems = await writer.run(async () => {
      const rows = await metadata.get(page.ids, { signal });
      const found = await findProblems(
        engine,
        rows.filter((row) => row !== null),
        signal,
      );
      const told: VerifyProblem[] = [];
      for (const { record, kinds } of found) {
        const outcome = repair ? await restorePicture(engine, record, kinds, signal) : "found";
        for (const kind of kinds) {
          told.push({ kind, subject: record.id, name: record.filename, outcome });
        }
      }
      return told;
    });
    yield { counted: { rows: page.ids.length }, problems };
    if (page.next === null) return;
    after = page.next;
  }
}

interface Flawed {
  record: ImageRecord;
  kinds: VerifyProblemKind[];
}

async function findProblems(
  engine: Engine,
  records: readonly ImageRecord[],
  signal: AbortSignal | undefined,
): Promise<Flawed[]> {
  const shown = records.filter(({ status }) => status === "indexed");
  const vectors = await engine.vectors.fetch(
    shown.map(({ id }) => id),
    { signal },
  );
  const lacking = new Set(shown.filter((_, i) => !vectors[i]).map(({ id }) => id));
  const flawed: Flawed[] = [];
  for (let start = 0; start < records.length; start += parallelStats) {
    const part = records.slice(start, start + parallelStats);
    const kinds = await Promise.all(
      part.map((record) => kindsOf(engine, record, lacking.has(record.id), signal)),
    );
    flawed.push(
      ...part.flatMap((record, i) => (kinds[i]!.length > 0 ? [{ record, kinds: kinds[i]! }] : [])),
    );
  }
  return flawed;
}

async function kindsOf(
  { blobs }: Engine,
  record: ImageRecord,
  lacksVector: boolean,
  signal: AbortSignal | undefined,
): Promise<VerifyProblemKind[]> {
  const { status, original, contentHash } = record;
  if (status === "failed") return [];
  if (status !== "indexed") return ["unfinished"];
  const kinds: VerifyProblemKind[] = lacksVector ? ["vector_missing"] : [];
  if (!(await blobs.stat(blobKey("thumbnails", contentHash), { signal }))) {
    kinds.push("thumbnail_missing");
  }
  if (original === "copy" && !(await blobs.stat(blobKey("originals", contentHash), { signal }))) {
    kinds.push("original_missing");
  }
  if (record.signature === null) kinds.push("signature_missing");
  if (original === "reference" && !(await hasUnchangedFile(record))) kinds.push("file_changed");
  return kinds;
}
