import type { DuplicateGroup, DuplicateMember } from "../api/duplicates.js";
import type { Engine } from "../engine/engine.js";
import { similar, type Verdict } from "../search/tiers/find-copies.js";
import type { ImageRecord } from "../stores/image-record.js";
import { pixelsOf, rank } from "./choose-kept.js";
import { type Cluster, isDeniedBy, isFoundBy, link } from "./grow-cluster.js";
import { suggestKeeping } from "./keep-suggestion.js";
import { sureCopies } from "./sure-copies.js";

/** Pictures that are tried as the one to keep: with most groups the first is it. */
const mostTried = 3;

/**
 * Share of a group's members that a picture must be a copy of, if it is none of the one to
 * keep. One wrong link then never joins two groups.
 */
const leastShare = 1 / 3;

interface Kept {
  record: ImageRecord;
  copies: Map<string, Verdict>;
  isPassedOver: boolean;
}

/**
 * Groups within a cluster. A cluster is linked from picture to picture, so that its ends
 * need not be copies of one another, and one wrong link joins what has nothing in common.
 * So each group is held against the picture to keep. What is left forms further groups.
 * No group has two pictures that a person called different.
 */
export async function formGroups(
  engine: Engine,
  cluster: Cluster,
  signal: AbortSignal | undefined,
): Promise<DuplicateGroup[]> {
  const groups: DuplicateGroup[] = [];
  let left = rank([...cluster.members.values()]);
  while (left.length > 1) {
    const kept = await chooseKept(engine, left, signal);
    const members = await gather(engine, cluster, kept, left, signal);
    const taken = new Set(members.map(({ image }) => image.id));
    left = left.filter(({ id }) => !taken.has(id));
    if (members.length === 1) continue;
    const others = rank(members.slice(1).map(({ image }) => image));
    const keep = suggestKeeping(kept.record, others, kept.isPassedOver);
    groups.push({ keep, members: largestFirst(members) });
  }
  return groups;
}

/** The one to keep stays first. */
function largestFirst([kept, ...others]: DuplicateMember[]): DuplicateMember[] {
  return [kept!, ...others.toSorted((a, b) => pixelsOf(b.image) - pixelsOf(a.image))];
}

/**
 * The best of the pictures, unless it has something around it or over it that most of its
 * copies have not.
 */
async function chooseKept(
  engine: Engine,
  ranked: readonly ImageRecord[],
  signal: AbortSignal | undefined,
): Promise<Kept> {
  let first: Kept | undefined;
  for (const record of ranked.slice(0, mostTried)) {
    const others = ranked.filter((other) => other !== record);
    const copies = await sureCopies(engine, record, others, signal);
    const isPassedOver = first !== undefined;
    if (copies.size > 0 && !hasAdditions(copies)) return { record, copies, isPassedOver };
    first ??= { record, copies, isPassedOver };
  }
  return first!;
}

function hasAdditions(copies: ReadonlyMap<string, Verdict>): boolean {
  const isAddition = (edit: string) => edit === "framed" || edit === "overlaid";
  const without = [...copies.values()].filter(({ evidence }) => evidence?.edits.some(isAddition));
  return 2 * without.length > copies.size;
}

/** The one to keep, its copies, and the copies of most of these. */
async function gather(
  engine: Engine,
  cluster: Cluster,
  { record: kept, copies }: Kept,
  ranked: readonly ImageRecord[],
  signal: AbortSignal | undefined,
): Promise<DuplicateMember[]> {
  const members: DuplicateMember[] = [{ image: kept, tier: null, evidence: null, copyOf: null }];
  const images = () => members.map(({ image }) => image);
  const left: ImageRecord[] = [];
  for (const image of ranked) {
    const verdict = copies.get(image.id);
    if (image === kept) continue;
    if (!verdict || isDeniedBy(image, images())) left.push(image);
    else members.push(memberOf(image, verdict, kept.id));
  }
  for (const image of left) {
    if (isDeniedBy(image, images())) continue;
    const linked = await linksTo(engine, cluster, image, images(), signal);
    const other = linked[0];
    if (other === undefined || linked.length < leastShare * members.length) continue;
    const verdict = { ...similar, tier: "edited" as const };
    members.push(memberOf(image, verdict, other));
  }
  return members;
}

function memberOf(
  image: ImageRecord,
  { tier, evidence }: Verdict,
  copyOf: string,
): DuplicateMember {
  return { image, tier: tier === "exact" ? tier : "edited", evidence, copyOf };
}

/** Ids of the members that a picture is a copy of, as far as it takes to know whether it belongs to them. */
async function linksTo(
  engine: Engine,
  { links }: Cluster,
  image: ImageRecord,
  members: readonly ImageRecord[],
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const known = links.get(image.id)!;
  const linked = () => members.flatMap(({ id }) => (known.has(id) ? [id] : []));
  if (linked().length === 0) return [];
  const unknown = members.filter(({ id }) => !known.has(id));
  const copies = await sureCopies(engine, image, unknown, signal);
  for (const id of copies.keys()) link(links, image.id, id);
  for (const member of unknown) {
    if (linked().length >= leastShare * members.length) break;
    if (known.has(member.id)) continue;
    if (await isFoundBy(engine, member, image, signal)) link(links, image.id, member.id);
  }
  return linked();
}
