import type { MetadataStore } from "../stores/metadata-store.js";

/** Pictures whose `createdAt` lies between these, both included; milliseconds since 1970. */
export interface TimeRange {
  from: number;
  to: number;
}

/** Which pictures of an index have the tags of which labels. */
interface TaggingState {
  /** Hash of the labels that the tags are made with; null when unknown. */
  labels: string | null;
  /** The pictures that may lack their tags; null when none does. */
  untagged: TimeRange | null;
  /** Grows with each batch written without tags, so that no pass overlooks one. */
  marks: number;
}

/** A state, and its text in the store. */
export interface StoredState {
  state: TaggingState | null;
  text: string | null;
}

/** The metadata store keeps the state under this key. */
export const taggingKey = "tagging";

export async function readState(
  metadata: MetadataStore,
  signal?: AbortSignal,
): Promise<StoredState> {
  const text = await metadata.getMeta(taggingKey, { signal });
  return { state: text === null ? null : (JSON.parse(text) as TaggingState), text };
}

/** Whether every picture has the tags of these labels. */
export function isComplete(state: TaggingState | null, labels: string): boolean {
  return state?.labels === labels && state.untagged === null;
}

/** Notes that these pictures have no tags yet, before they are written. */
export async function markUntagged(metadata: MetadataStore, range: TimeRange): Promise<void> {
  for (;;) {
    const { state, text } = await readState(metadata);
    const next: TaggingState = {
      labels: state?.labels ?? null,
      untagged: joined(state?.untagged ?? null, range),
      marks: (state?.marks ?? 0) + 1,
    };
    // Other processes may be writing pictures of the same index.
    if (await metadata.setMeta(taggingKey, JSON.stringify(next), { expected: text })) return;
  }
}

/**
 * Notes that all pictures have the tags of these labels, except those of a range.
 * Resolves to false and notes nothing when the state has changed since it was read:
 * there may be more pictures without tags.
 */
export function markTagged(
  metadata: MetadataStore,
  { state, text }: StoredState,
  { labels, untagged }: Pick<TaggingState, "labels" | "untagged">,
): Promise<boolean> {
  const next: TaggingState = { labels, untagged, marks: state?.marks ?? 0 };
  return metadata.setMeta(taggingKey, JSON.stringify(next), { expected: text });
}

/** The range of these times; null for none. */
export function rangeOf(records: readonly { createdAt: number }[]): TimeRange | null {
  return records.reduce<TimeRange | null>(
    (range, { createdAt }) => joined(range, { from: createdAt, to: createdAt }),
    null,
  );
}

/** The smallest range that holds both. */
export function joined(a: TimeRange | null, b: TimeRange | null): TimeRange | null {
  if (a === null || b === null) return a ?? b;
  return { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) };
}
