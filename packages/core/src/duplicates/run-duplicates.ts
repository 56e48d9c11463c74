import { setMaxListeners } from "node:events";
import type {
  DuplicateGroup,
  DuplicateMember,
  DuplicatesEvent,
  DuplicatesProgress,
} from "../api/duplicates.js";
import type { Engine } from "../engine/engine.js";
import { mapBounded } from "../indexing/async-queues.js";
import type { ImageRecord } from "../stores/image-record.js";
import type { ListPlace } from "../stores/metadata-store.js";
import { cursorAfter, type DuplicateSettings } from "./duplicate-settings.js";
import { findCandidates } from "./find-candidates.js";
import { formGroups } from "./form-groups.js";
import { growCluster, reachedFrom } from "./grow-cluster.js";
import { IdSet } from "./id-set.js";
import { suggestKeeping } from "./keep-suggestion.js";
import { listNewest, placeOf } from "./list-newest.js";
import { hasSeveralFiles, wantedGroup } from "./wanted-group.js";

/** Pictures whose neighbours are looked for at once: the stores and a thread take turns with them. */
const parallelPictures = 4;

/** Pictures after which a run tells how far it is. */
const pace = 100;

interface Looked {
  record: ImageRecord;
  /** Empty for a picture that is in a group already. */
  candidates: ImageRecord[];
}

/**
 * The groups of an index, from the newest picture on. A group comes with the newest of its
 * pictures, so that those of new pictures come first, and a later run knows by a
 * picture's date which groups were told before. Memory is that of a page of rows, of one
 * cluster, and 16 bytes for each picture in a group.
 */
export async function* runDuplicates(
  engine: Engine,
  settings: DuplicateSettings,
  signal: AbortSignal,
): AsyncGenerator<DuplicatesEvent, void, undefined> {
  // Many store calls may listen for one abort. Node would warn of a leak.
  setMaxListeners(0, signal);
  const startedAt = performance.now();
  const { count } = await engine.metadata.stats({ signal });
  const counts = { done: 0, total: count.indexed, groups: 0 };
  const progress = (): DuplicatesProgress => {
    return { ...counts, elapsedMs: performance.now() - startedAt };
  };
  /** Pictures whose clusters were formed, in this run or, as far as it is known, in one before. */
  const settled = new IdSet();
  let last: ListPlace | null = null;
  const look = async (record: ImageRecord): Promise<Looked> => {
    const isSettled = settled.has(record.id);
    return { record, candidates: isSettled ? [] : await findCandidates(engine, record, signal) };
  };
  const newest = listNewest(engine, settings, signal);
  for await (const { record, candidates } of mapBounded(newest, parallelPictures, look)) {
    signal.throwIfAborted();
    const { limit, maxMs } = settings;
    if (last && (counts.groups >= limit || progress().elapsedMs >= maxMs)) {
      yield { type: "finished", nextCursor: cursorAfter(last), progress: progress() };
      return;
    }
    if (!settled.has(record.id)) {
      const groups = await groupsOf(engine, record, candidates, settings, settled, signal);
      for (const group of groups) {
        const wanted = wantedGroup(group, settings);
        if (!wanted) continue;
        counts.groups++;
        yield { type: "group", group: wanted, progress: progress() };
      }
    }
    last = placeOf(record);
    counts.done++;
    if (counts.done % pace === 0) yield { type: "compared", progress: progress() };
  }
  yield { type: "finished", nextCursor: null, progress: progress() };
}

/** The groups that come with a picture. */
async function groupsOf(
  engine: Engine,
  record: ImageRecord,
  candidates: readonly ImageRecord[],
  { after }: DuplicateSettings,
  settled: IdSet,
  signal: AbortSignal,
): Promise<DuplicateGroup[]> {
  const cluster = await growCluster(engine, record, candidates, signal);
  if (!cluster) return hasSeveralFiles(record) ? [groupOfFiles(record)] : [];
  const members = [...cluster.members.values()];
  const told = members.filter(
    (member) => settled.has(member.id) || (after && isBefore(placeOf(member), after)),
  );
  for (const { id } of members) settled.add(id);
  const known = reachedFrom(
    cluster,
    told.map(({ id }) => id),
  );
  if (known.size === members.length) return [];
  const groups = await formGroups(engine, cluster, signal);
  return groups.flatMap((group) => withoutKnown(group, known));
}

/**
 * The group without the pictures that came in one before; the one to keep stays. Nothing
 * where no other is left.
 */
function withoutKnown(group: DuplicateGroup, known: ReadonlySet<string>): DuplicateGroup[] {
  if (!known.has(group.keep.id)) return [group];
  const isNew = ({ tier, image }: DuplicateMember) => tier === null || !known.has(image.id);
  const members = group.members.filter(isNew);
  return members.length > 1 ? [{ ...group, members }] : [];
}

/** A picture whose bytes are in several files is a group by itself. */
function groupOfFiles(image: ImageRecord): DuplicateGroup {
  const member = { image, tier: null, evidence: null, copyOf: null };
  return { keep: suggestKeeping(image, [], false), members: [member] };
}

/** Whether a place comes before another, or is it, in the order of the list. */
function isBefore(a: ListPlace, b: ListPlace): boolean {
  if (a.value !== b.value) return a.value > b.value;
  return Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)) >= 0;
}
