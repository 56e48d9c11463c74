import { blobKey, type Engine } from "../engine.js";
import { thumbnailMimeType } from "../image/thumbnail.js";
import type { ImageRecord } from "../types.js";
import type { Prepared } from "./prepare.js";
import { isVisiblyChanged, merged } from "./records.js";
import { removeImages } from "./remove-images.js";

type New = Extract<Prepared, { kind: "new" }>;

/** What became of one prepared picture, in the order they were handed over. */
export type Written = "added" | "updated" | "unchanged" | "failed";

/**
 * Writes a batch: rows `pending`, then blobs, then vectors, then rows `indexed`.
 * Each step can be done again, and a search shows a row only after the last one,
 * so a run that is killed anywhere leaves nothing half visible.
 *
 * The caller holds the engine's writer.
 */
export async function writeBatch(engine: Engine, batch: readonly Prepared[]): Promise<Written[]> {
  const { metadata } = engine;
  await releaseOldPictures(engine, batch);

  const ids = [...new Set(batch.map(idOf).filter((id) => id !== null))];
  const stored = await metadata.get(ids);
  const rows = new Map(ids.map((id, i) => [id, stored[i] ?? null]));

  const added: New[] = [];
  const changed = new Map<string, ImageRecord>();
  const outcome = batch.map((prepared): Written => {
    if (prepared.kind === "unchanged") return "unchanged";
    if (prepared.kind === "failed") {
      const known = prepared.record && rows.get(prepared.record.id);
      if (prepared.record && known?.status !== "indexed")
        changed.set(prepared.record.id, prepared.record);
      return "failed";
    }
    const id = idOf(prepared)!;
    const row = rows.get(id);
    const isThere = row?.status === "indexed" || added.some(({ record }) => record.id === id);
    if (isThere) {
      const next = merged(row!, prepared.candidate);
      rows.set(id, next);
      changed.set(id, next);
      return isVisiblyChanged(row!, next) ? "updated" : "unchanged";
    }
    // Known when it was prepared, gone since: the next run finds it as new.
    if (prepared.kind === "known") return "unchanged";
    const record = { ...prepared.record, createdAt: row?.createdAt ?? prepared.record.createdAt };
    rows.set(id, record);
    changed.set(id, record);
    added.push(prepared);
    return "added";
  });

  const untagged = added.filter(({ tagsFollow }) => tagsFollow);
  await engine.tagging?.mark(untagged.map(({ record }) => rows.get(record.id)!));
  const puts = [...changed.values()];
  if (puts.length > 0) await metadata.put(puts);
  await leaveSharedPaths(engine, batch);
  if (added.length > 0) await writeContents(engine, added);
  return outcome;
}

async function writeContents(engine: Engine, added: readonly New[]): Promise<void> {
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
  );
}

/** Nothing is still being written when a failure is told: a later removal would leave it behind. */
async function allDone(writes: readonly Promise<unknown>[]): Promise<void> {
  const outcomes = await Promise.allSettled(writes);
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
}

/**
 * A path that shows other bytes than last time no longer leads to the old
 * picture; a picture that was nowhere else is gone. This comes first, so that a
 * kill in between leaves the file unknown rather than the old picture wrong.
 */
async function releaseOldPictures(engine: Engine, batch: readonly Prepared[]): Promise<void> {
  const { metadata } = engine;
  // A file whose bytes could not be read may be the old picture still.
  const moved = batch.filter(
    (prepared) => prepared.kind !== "unchanged" && prepared.candidate.file && idOf(prepared),
  );
  if (moved.length === 0) return;
  const paths = moved.map(({ candidate }) => candidate.file!.path);
  const old = await metadata.findByPath(paths);
  for (const [i, picture] of old.flatMap((pictures, i) =>
    pictures.map((one) => [i, one] as const),
  )) {
    if (picture.id === idOf(moved[i]!)) continue;
    const source = picture.sources.find(({ path }) => path === paths[i]);
    const left = await metadata.removeSource(picture.id, {
      path: paths[i]!,
      ...(source?.url && { url: source.url }),
    });
    if (left === 0) await removeImages(engine, [picture]);
  }
}

/** Of two pictures of one batch that a path led to, one after the other, the later one has it. */
async function leaveSharedPaths(engine: Engine, batch: readonly Prepared[]): Promise<void> {
  const owners = new Map<string, string>();
  const shared = new Set<string>();
  for (const prepared of batch) {
    const [path, id] = [prepared.candidate.file?.path, idOf(prepared)];
    if (path === undefined || id === null) continue;
    if ((owners.get(path) ?? id) !== id) shared.add(path);
    owners.set(path, id);
  }
  const paths = [...shared];
  const found = paths.length > 0 ? await engine.metadata.findByPath(paths) : [];
  for (const [i, pictures] of found.entries()) {
    const path = paths[i]!;
    for (const { id } of pictures) {
      if (id !== owners.get(path)) await engine.metadata.removeSource(id, { path });
    }
  }
}

function idOf(prepared: Prepared): string | null {
  if (prepared.kind === "new") return prepared.record.id;
  if (prepared.kind === "failed") return prepared.record?.id ?? null;
  return prepared.id;
}
