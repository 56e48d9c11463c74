import type { VerifyOptions, VerifyProblem, VerifyProblemKind } from "../api/verify-events.js";
import { blobKey } from "../engine/blob-keys.js";
import type { Engine } from "../engine/engine.js";
import type { HeldLease } from "../engine/held-lease.js";
import { hasUnchangedFile } from "../engine/read-image.js";
import { readOriginal } from "../indexing/read-original.js";
import type { ImageRecord } from "../stores/image-record.js";
import type { CheckedPage } from "./checked-page.js";
import { findDamage } from "./find-damage.js";
import { restorePicture } from "./restore-picture.js";

const pageSize = 500;

/** Pictures held at once: others may want them, and mending one takes as long as indexing it. */
const heldAtOnce = 32;

/** Blobs and files asked for at once. */
const parallelStats = 16;

/** What is looked at, and whether it is mended. */
export type RowChecks = Required<Pick<VerifyOptions, "repair" | "bytes">>;

/**
 * Compares every row with what a picture of its status must have. A flaw that is seen
 * may be a picture that somebody is writing just now. So it is looked at again, and
 * mended, when nobody else has it.
 */
export async function* checkRows(
  engine: Engine,
  checks: RowChecks,
  signal: AbortSignal | undefined,
): AsyncGenerator<CheckedPage> {
  const { metadata, writer } = engine;
  for (let after: string | null = null; ; ) {
    const page = await metadata.scan({ after, pageSize, signal });
    const suspects = await findFlawed(engine, page.ids, checks, signal);
    const problems: VerifyProblem[] = [];
    for (let start = 0; start < suspects.length; start += heldAtOnce) {
      const ids = suspects.slice(start, start + heldAtOnce).map(({ record }) => record.id);
      const check = (lease: HeldLease) => checkHeld(engine, checks, lease, signal);
      for (const told of await writer.own(ids, check, { signal })) problems.push(...told);
    }
    yield { counted: { rows: page.ids.length }, problems };
    if (page.next === null) return;
    after = page.next;
  }
}

async function checkHeld(
  engine: Engine,
  checks: RowChecks,
  lease: HeldLease,
  signal: AbortSignal | undefined,
): Promise<VerifyProblem[]> {
  const told: VerifyProblem[] = [];
  for (const { record, kinds } of await findFlawed(engine, lease.ids, checks, signal)) {
    const outcome = checks.repair
      ? await restorePicture(engine, record, kinds, lease, signal)
      : "found";
    for (const kind of kinds) {
      told.push({ kind, subject: record.id, name: record.filename, outcome });
    }
  }
  return told;
}

interface Flawed {
  record: ImageRecord;
  kinds: VerifyProblemKind[];
}

async function findFlawed(
  engine: Engine,
  ids: readonly string[],
  checks: RowChecks,
  signal: AbortSignal | undefined,
): Promise<Flawed[]> {
  const rows = await engine.metadata.get(ids, { signal });
  const records = rows.filter((row) => row !== null);
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
      part.map((record) => kindsOf(engine, record, lacking.has(record.id), checks, signal)),
    );
    flawed.push(
      ...part.flatMap((record, i) => (kinds[i]!.length > 0 ? [{ record, kinds: kinds[i]! }] : [])),
    );
  }
  return flawed;
}

async function kindsOf(
  engine: Engine,
  record: ImageRecord,
  lacksVector: boolean,
  { bytes }: RowChecks,
  signal: AbortSignal | undefined,
): Promise<VerifyProblemKind[]> {
  const { blobs } = engine;
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
  if (original === "reference" && !(await hasIndexedFile(engine, record, bytes, signal))) {
    kinds.push("file_changed");
  }
  if (bytes) kinds.push(...(await findDamage(engine, record, signal)));
  return kinds;
}

async function hasIndexedFile(
  engine: Engine,
  record: ImageRecord,
  bytes: boolean,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (!(await hasUnchangedFile(record))) return false;
  return !bytes || (await readOriginal(engine, record, signal)) !== null;
}
