import { markOf } from "../collection/copy-marks.js";
import type { Engine } from "../engine/engine.js";
import type { ImageRecord } from "../stores/image-record.js";
import { findCandidates } from "./find-candidates.js";
import { sureCopies } from "./sure-copies.js";

/** Pictures that are linked by copies, each with at least one other. */
export interface Cluster {
  members: Map<string, ImageRecord>;
  /** The copies that were found of each, either way. Not every pair was compared. */
  links: Map<string, Set<string>>;
  /** The candidates of each that are members. It may be that only one of two finds the other. */
  finds: Map<string, string[]>;
}

/** Members from which on a cluster grows no more: the rest becomes one of its own. */
const mostMembers = 500;

/**
 * All pictures that are copies of a picture, or copies of these, and so on. Memory is
 * that of the rows in it. Null where there is no copy.
 */
export async function growCluster(
  engine: Engine,
  seed: ImageRecord,
  candidates: readonly ImageRecord[],
  signal: AbortSignal | undefined,
): Promise<Cluster | null> {
  const members = new Map([[seed.id, seed]]);
  const links = new Map([[seed.id, new Set<string>()]]);
  const found = new Map<string, string[]>();
  // The map grows while it is gone through.
  for (const record of members.values()) {
    const near = record === seed ? candidates : await findCandidates(engine, record, signal);
    found.set(
      record.id,
      near.map(({ id }) => id),
    );
    const others = near.filter(({ id }) => !members.has(id));
    const copies = await sureCopies(engine, record, others, signal);
    for (const other of others) {
      if (members.size >= mostMembers) break;
      const isCopy = copies.has(other.id) || (await isFoundBy(engine, other, record, signal));
      if (!isCopy) continue;
      members.set(other.id, other);
      links.set(other.id, new Set());
      link(links, record.id, other.id);
    }
  }
  if (members.size === 1) return null;
  const isMember = (id: string) => members.has(id);
  const finds = new Map([...found].map(([id, others]) => [id, others.filter(isMember)]));
  return { members, links, finds };
}

/**
 * Whether a picture, asked with, is told to be a copy of another. What lies over a picture
 * hides more of it where the other one is asked with.
 */
export async function isFoundBy(
  engine: Engine,
  asked: ImageRecord,
  record: ImageRecord,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  return (await sureCopies(engine, asked, [record], signal)).size > 0;
}

/** The members that are found when one begins with some of them. */
export function reachedFrom({ finds }: Cluster, ids: readonly string[]): Set<string> {
  const reached = new Set(ids);
  // The set grows while it is gone through.
  for (const id of reached) for (const other of finds.get(id)!) reached.add(other);
  return reached;
}

export function link(links: Cluster["links"], a: string, b: string): void {
  links.get(a)!.add(b);
  links.get(b)!.add(a);
}

/** Whether a person called a picture different from any of these. */
export function isDeniedBy(record: ImageRecord, others: Iterable<ImageRecord>): boolean {
  for (const other of others) if (markOf(record, other) === "different") return true;
  return false;
}
