import type { ImageRecord } from "../stores/image-record.js";
import type { CallOptions } from "../stores/vector-store.js";
import type { MatchEvidence, MatchTier } from "./search-result.js";

export interface DuplicatesOptions extends CallOptions {
  /** Only groups whose files lie in more than one folder, or come from more than one host. Default false. */
  acrossFolders?: boolean;
  /** Only groups of pictures of more than one size in pixels. Default false. */
  otherSizes?: boolean;
  /** Leaves out copies whose brightness or colours were changed. Default false. */
  sameColour?: boolean;
  /** Leaves out copies of other tiers. Default: `exact` and `edited`. */
  tiers?: readonly Exclude<MatchTier, "similar">[];
  /**
   * Only groups with a picture that was added then or later. Numbers are milliseconds
   * since 1970, texts ISO 8601. The work is that of these pictures alone.
   */
  since?: Date | number | string;
  /** Also groups in which a person has called every two pictures the same. Default false. */
  confirmed?: boolean;
  /** Groups after which the run ends, 1 to 10,000. It may give a few more. Default: no limit. */
  limit?: number;
  /** Milliseconds after which the run ends, at least 1. Default: no limit. */
  maxMs?: number;
  /** `nextCursor` of a run that ended early, sent with the same options. */
  cursor?: string | undefined;
}

/** One picture of a group. */
export interface DuplicateMember {
  /** Its row, without the signature. */
  image: ImageRecord;
  /** What it is to the picture named by `copyOf`; null for the one to keep. */
  tier: Exclude<MatchTier, "similar"> | null;
  /**
   * What was done to this picture, as the one to keep shows it. Null for the one to keep,
   * and where `copyOf` is another.
   */
  evidence: MatchEvidence | null;
  /**
   * Id of the picture that it is a copy of: of the one to keep, or of another member
   * where only that one shows enough of it. Null for the one to keep.
   */
  copyOf: string | null;
}

/** What decides which picture of a group to keep: the first of these in which it is ahead. */
export type KeepReason = "content" | "pixels" | "format" | "bytes" | "details" | "date" | "files";

/** Which picture of a group to keep, as a suggestion. Nothing is removed. */
export interface KeepSuggestion {
  id: string;
  /** Of its files the one to keep; null for a picture without files. */
  path: string | null;
  reason: KeepReason;
  /** The reason as a sentence. */
  why: string;
}

/**
 * Pictures that are copies of one another. Equal bytes in several files are one picture
 * with several sources: such a picture is a group by itself.
 *
 * Of two copies it may be that only one finds the other. A picture that was found by none
 * of an earlier group comes in a group of its own, with the same picture to keep.
 */
export interface DuplicateGroup {
  keep: KeepSuggestion;
  /** The one to keep first, then by descending number of pixels. */
  members: DuplicateMember[];
}

/** Running totals, carried by every event. */
export interface DuplicatesProgress {
  /** Pictures looked at so far. */
  done: number;
  /** Pictures in the index, as counted at the beginning. With `since` fewer are looked at. */
  total: number;
  groups: number;
  elapsedMs: number;
}

/** What `duplicates()` yields. */
export type DuplicatesEvent =
  | { type: "group"; group: DuplicateGroup; progress: DuplicatesProgress }
  /** After each hundred pictures or so. */
  | { type: "compared"; progress: DuplicatesProgress }
  /** `nextCursor` is null when every picture was looked at. */
  | { type: "finished"; nextCursor: string | null; progress: DuplicatesProgress };

/**
 * What a person says of pictures. `same`: they are one picture. `different`: they are
 * not, whatever they look like.
 */
export type CopyMark = "same" | "different";
