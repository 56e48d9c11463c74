import { isDeepStrictEqual } from "node:util";
import { blobKey } from "../engine/blob-keys.js";
import type { Engine } from "../engine/engine.js";
import type { HeldLease } from "../engine/held-lease.js";
import { requireCurrent } from "../engine/require-current.js";
import { thumbnailMimeType } from "../pictures/thumbnail.js";
import type { ImageRecord } from "../stores/image-record.js";
import type { Departures } from "./departures.js";
import { isVisiblyChanged, merged } from "./merge-record.js";
import type { Prepared } from "./prepare.js";

type New = Extract<Prepared, { kind: "new" }>;

/** What became of one prepared picture. */
export type Written = "added" | "updated" | "unchanged" | "failed";

/**
 * Writes a batch: rows `pending`, then blobs, then vectors, then rows `indexed`. Each
 * step can be repeated. A search shows a row only after the last step, so a killed run
 * leaves nothing half visible.
 *
 * Resolves to what became of each picture, in the given order; null for one that must be
 * prepared again: it has left the index since, or the index has moved to another model.
 * Pictures that another writer holds are written after the others. Rejects with
 * `index_mismatch` when another process moved the index.
 */
export async function writeBatch(
  engine: Engine,
  batch: readonly Prepared[],
  departures: Departures,
  signal?: AbortSignal,
): Promise<(Written | null)[]> {
  const outcome: (Written | null)[] = batch.map(({ kind }) =>
    kind === "failed" ? "failed" : "unchanged",
  );
  const rowOf = batch.map((prepared) => (needsRow(prepared) ? idOf(prepared) : null));
  await engine.writer.own(
    rowOf.filter((id) => id !== null),
    async (lease) => {
      const places = [...batch.keys()].filter((i) => lease.ids.includes(rowOf[i]!));
      const part = places.map((i) => batch[i]!);
      const written = await writeRows(engine, part, lease);
      for (const [n, i] of places.entries()) outcome[i] = written[n]!;
    },
    { signal },
  );
  batch.forEach((prepared, i) => {
    if (outcome[i] !== null) note(departures, prepared);
  });
  return outcome;
}

/** Writes pictures that need a row, under their lease. */
async function writeRows(
  engine: Engine,
  batch: readonly Prepared[],
  lease: HeldLease,
): Promise<(Written | null)[]> {
  const { metadata } = engine;
  const { ids, owner } = lease;
  const stored = await metadata.get(ids);
  const rows = new Map(ids.map((id, i) => [id, stored[i] ?? null]));

  // A vector that the model before has made must not get among those of this one.
  const isMoved = engine.successor !== null;
  const isOfSpace = ({ space }: New) => !isMoved && space === engine.space;
  if (!isMoved && batch.some(({ kind }) => kind === "new")) await requireCurrent(engine);
  const added: New[] = [];
  const isAdded = (id: string) => added.some(({ record }) => record.id === id);
  const changed = new Map<string, ImageRecord>();
  const keep = (row: ImageRecord) => {
    rows.set(row.id, row);
    changed.set(row.id, row);
  };
  const outcome = batch.map((prepared): Written | null => {
    const { candidate } = prepared;
    const id = idOf(prepared)!;
    const row = rows.get(id) ?? null;
    const isThere = row?.status === "indexed" || isAdded(id);
    if (prepared.kind === "failed") {
      if (prepared.record && !isThere) keep(again(row, prepared, prepared.record));
      return "failed";
    }
    if (isThere) {
      const next = merged(row!, candidate, prepared.missing);
      if (!isDeepStrictEqual(row, next)) keep(next);
      if (prepared.kind === "unchanged") return "unchanged";
      return isVisiblyChanged(row!, next) ? "updated" : "unchanged";
    }
    if (prepared.kind !== "new" || !isOfSpace(prepared)) return null;
    keep(again(row, prepared, prepared.record));
    added.push(prepared);
    return "added";
  });

  const untagged = added.filter(({ tagsFollow }) => tagsFollow);
  await engine.tagging?.mark(untagged.map(({ record }) => rows.get(record.id)!));
  const puts = [...changed.values()];
  if (puts.length > 0) await metadata.put(puts, { owner });
  if (added.length > 0) await writeContents(engine, added, owner);
  return outcome;
}

/** The row of a picture that is written anew: what people said of an unfinished or failed one stays. */
function again(
  row: ImageRecord | null,
  { candidate, missing }: Prepared,
  record: ImageRecord,
): ImageRecord {
  if (!row) return record;
  const { sources, title, attributes, filename, originalUrl, sourceDomain, tags } = merged(
    row,
    candidate,
    missing,
  );
  const own = tags.filter(({ origin }) => origin !== "model");
  const made = record.tags.filter(({ origin }) => origin === "model");
  return {
    ...record,
    ...{ sources, title, attributes, filename, originalUrl, sourceDomain },
    tags: [...own, ...made],
    createdAt: row.createdAt,
  };
}

/** Tells what the run now knows of the path or address, and of other paths of the picture. */
function note(departures: Departures, prepared: Prepared): void {
  const id = idOf(prepared);
  const { file, url } = prepared.candidate;
  const place = file?.path ?? url;
  if (place === undefined) return;
  if (id === null) {
    if (file) departures.couldNotRead(file.size);
    return;
  }
  departures.saw(place, id, prepared.atPlace);
  for (const other of prepared.missing) departures.missed(other, id);
}

async function writeContents(engine: Engine, added: readonly New[], owner: string): Promise<void> {
  const { metadata, blobs, vectors } = engine;
  await allDone(
    added.flatMap(({ record, thumbnail, original }) => [
      blobs.put(blobKey("thumbnails", record.contentHash), thumbnail, {
        contentType: thumbnailMimeType,
      }),
      ...(original
        ? [
            blobs.put(blobKey("originals", record.contentHash), original, {
              contentType: record.mimeType,
            }),
          ]
        : []),
    ]),
  );
  await vectors.upsert(added.map(({ record, vector }) => ({ id: record.id, vector })));
  await metadata.setStatus(
    added.map(({ record }) => record.id),
    "indexed",
    { owner },
  );
}

/**
 * Waits for all writes before it reports a failure: a later removal would leave a late
 * write behind.
 */
async function allDone(writes: readonly Promise<unknown>[]): Promise<void> {
  const outcomes = await Promise.allSettled(writes);
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
}

function needsRow(prepared: Prepared): boolean {
  return prepared.kind !== "unchanged" || prepared.missing.length > 0;
}

function idOf(prepared: Prepared): string | null {
  if (prepared.kind === "new") return prepared.record.id;
  if (prepared.kind === "failed") return prepared.record?.id ?? null;
  return prepared.id;
}
