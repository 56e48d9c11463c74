import type {
  CopyMark,
  DuplicateGroup,
  DuplicateMember,
  DuplicatesProgress,
  KeepReason,
} from "@revimg/core";
import type { ImageView } from "./image-view.js";
import { type IndexedImage, toIndexedImage } from "./indexed-image.js";
import { type EvidenceFacts, toEvidenceFacts } from "./match-evidence.js";

/** What `POST /duplicates` takes. */
export interface DuplicatesRequest {
  /** Only groups whose files lie in more than one folder, or come from more than one host. */
  across_folders?: boolean | undefined;
  /** Only groups of pictures of more than one size in pixels. */
  other_sizes?: boolean | undefined;
  /** Leaves out copies whose brightness or colours were changed. */
  same_colour?: boolean | undefined;
  /** Both if not given. */
  tiers?: ("exact" | "edited")[] | undefined;
  /** Only groups with a picture that was added then or later: ISO 8601, or milliseconds since 1970. */
  since?: string | number | undefined;
  /** Also groups in which people called every two pictures the same. */
  confirmed?: boolean | undefined;
  /** Groups a page, 1 to 100; 20 if not given. A page may have more or fewer. */
  limit?: number | undefined;
  cursor?: string | undefined;
}

/** What `POST /duplicates` answers. */
export interface DuplicatesResponse {
  groups: DuplicateGroupFacts[];
  /** Pictures that this page looked at, of those in the index. */
  progress: { done: number; total: number };
  /** Send it back with the same wishes to go on, also after a page without groups. Null at the end. */
  next_cursor: string | null;
}

/** Pictures that are copies of one another, or one whose bytes lie in several files. */
export interface DuplicateGroupFacts {
  /** A suggestion: its id, what decided, and the same as a sentence. */
  keep: { id: string; reason: KeepReason; why: string };
  /** The one to keep first, then by descending number of pixels. */
  members: DuplicateMemberFacts[];
}

export interface DuplicateMemberFacts extends IndexedImage {
  /** How many files have its bytes. */
  files: number;
  /** What it is to the picture named by `copy_of`; null for the one to keep. */
  tier: "exact" | "edited" | null;
  /** What was done to it, as the one to keep shows it. */
  evidence: EvidenceFacts | null;
  copy_of: string | null;
}

/** What `POST /duplicates/marks` takes. */
export interface MarkCopiesRequest {
  /** 2 to 100. Every two of them get the mark. */
  ids: string[];
  /** Null forgets what was said. */
  mark: CopyMark | null;
}

export function toDuplicatesResponse(
  groups: readonly DuplicateGroup[],
  { done, total }: DuplicatesProgress,
  nextCursor: string | null,
  view: ImageView,
): DuplicatesResponse {
  return {
    groups: groups.map((group) => toDuplicateGroupFacts(group, view)),
    progress: { done, total },
    next_cursor: nextCursor,
  };
}

/** `where` is the path at which the handler is mounted, or says what else is told of each picture. */
export function toDuplicateGroupFacts(
  { keep: { id, reason, why }, members }: DuplicateGroup,
  where: string | ImageView = "",
): DuplicateGroupFacts {
  return { keep: { id, reason, why }, members: members.map((each) => toMember(each, where)) };
}

function toMember(
  { image, tier, evidence, copyOf }: DuplicateMember,
  where: string | ImageView,
): DuplicateMemberFacts {
  return {
    ...toIndexedImage(image, where),
    files: image.sources.filter(({ path }) => path !== undefined).length,
    tier,
    evidence: evidence && toEvidenceFacts(evidence),
    copy_of: copyOf,
  };
}
