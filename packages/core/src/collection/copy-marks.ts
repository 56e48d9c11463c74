import type { CopyMark } from "../api/duplicates.js";
import type { Engine } from "../engine/engine.js";
import type { HeldLease } from "../engine/held-lease.js";
import { ownAttributes } from "../indexing/own-attributes.js";
import { refuse } from "../lib/call-arguments.js";
import { RevimgError } from "../lib/errors.js";
import { imageId } from "../lib/identity.js";
import type { ImageRecord } from "../stores/image-record.js";
import type { CallOptions } from "../stores/vector-store.js";

/** Holds what people say of pairs. */
const attribute = `${ownAttributes}copies`;

/** Pictures of one call. Every two of them get a mark. */
const mostMarked = 100;

/** Marks that one picture may have: about 20 KB. */
const mostMarks = 500;

type Marks = Record<CopyMark, string[]>;

type Marked = Pick<ImageRecord, "id" | "attributes">;

/**
 * Remembers what a person says of every two of these pictures; null forgets it. The
 * marks are attributes of the rows: every store keeps them, and they go where the rows
 * go. Rejects with `invalid_input` for wrong arguments and for a picture that has too
 * many marks, with `not_found` for an unknown id. Then none or some of the pictures
 * have their marks, and the same call goes on from there.
 */
export async function markCopies(
  { metadata, writer }: Engine,
  ids: readonly string[],
  mark: CopyMark | null,
  { signal }: CallOptions,
): Promise<void> {
  const wanted = [...new Set(ids)];
  checkMark(wanted, mark);
  requireAll(wanted, await metadata.get(wanted, { signatures: false, signal }));
  const write = async ({ ids: held, owner }: HeldLease) => {
    const records = await metadata.get(held, { signal });
    requireAll(held, records);
    const changed = records.map((record) => withMarks(record!, wanted, mark));
    await metadata.put(changed, { owner });
  };
  await writer.own(wanted, write, { signal });
}

/** What people say of two pictures; undefined for nothing. */
export function markOf(a: Marked, b: Marked): CopyMark | undefined {
  return markOn(a, b.id) ?? markOn(b, a.id);
}

/** What one picture's row says of it and another. */
function markOn(record: Marked, id: string): CopyMark | undefined {
  if (!hasMarks(record)) return undefined;
  const { same, different } = marksOf(record);
  if (different.includes(id)) return "different";
  return same.includes(id) ? "same" : undefined;
}

/** Whether a person called a picture different from one with these bytes; null for no picture of its own. */
export function isDenied(record: Marked, contentHash: string | null): boolean {
  if (contentHash === null || !hasMarks(record)) return false;
  return markOn(record, imageId(contentHash)) === "different";
}

/** Nearly all pictures have no marks, and searches ask of every match. */
function hasMarks({ attributes }: Marked): boolean {
  return attributes[attribute] !== undefined;
}

function withMarks(record: ImageRecord, ids: readonly string[], mark: CopyMark | null) {
  const { id, filename, attributes } = record;
  const others = ids.filter((other) => other !== id);
  const marks = marksOf(record);
  for (const kind of ["same", "different"] as const) {
    const rest = marks[kind].filter((other) => !others.includes(other));
    marks[kind] = kind === mark ? [...rest, ...others] : rest;
  }
  const count = marks.same.length + marks.different.length;
  if (count > mostMarks) {
    throw new RevimgError(
      "invalid_input",
      `${filename} would have ${count} marks, but at most ${mostMarks} are kept. Forget some, or delete pictures that are copies.`,
      { details: { id, most: mostMarks } },
    );
  }
  const { [attribute]: _, ...rest } = attributes;
  return { ...record, attributes: count === 0 ? rest : { ...rest, [attribute]: marks } };
}

/** A row may come from an import, so nothing about the attribute is taken for granted. */
function marksOf({ attributes }: Marked): Marks {
  const found = attributes[attribute] as Partial<Record<CopyMark, unknown>> | undefined;
  return { same: idsIn(found?.same), different: idsIn(found?.different) };
}

function idsIn(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((id) => typeof id === "string").slice(0, mostMarks);
}

function checkMark(ids: readonly string[], mark: unknown): void {
  if (ids.length < 2 || ids.length > mostMarked) {
    refuse(`markCopies() takes the ids of 2 to ${mostMarked} pictures.`, "ids");
  }
  if (mark !== "same" && mark !== "different" && mark !== null) {
    refuse('The mark of markCopies() must be "same", "different", or null to forget it.', "mark");
  }
}

function requireAll(ids: readonly string[], records: readonly (ImageRecord | null)[]): void {
  const missing = ids.find((_, i) => records[i]?.status !== "indexed");
  if (missing === undefined) return;
  throw new RevimgError("not_found", "There is no picture with this id.", {
    details: { id: missing },
  });
}
