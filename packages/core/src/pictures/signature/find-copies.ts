import { LRUCache } from "lru-cache";
import { type Looked, lookAt, lookAtStored, type StoredLook } from "./compare-frames.js";
import type { AskedFeatures } from "./features.js";
import { type Frame, frameOfThumbnail } from "./frame.js";
import { type Alignment, align, type Copy, judgeCopy } from "./judge-copy.js";
import { type KeptPart, readSignature } from "./signature.js";
import { inPicture, type ViewPlace } from "./view-place.js";

/** What copies of a query picture are known by. */
export interface AskedLook {
  frame: Frame;
  features: AskedFeatures;
  /** Where the features are those of a view of the picture. */
  place?: ViewPlace;
  /** Which features of indexed pictures these are matched with; the strongest when not given. */
  part?: KeptPart;
}

/** An indexed picture that may be a copy. */
export interface Candidate {
  /** SHA-256 of the picture's bytes. */
  contentHash: string;
  signature: Uint8Array;
  /** Whether it may lie in the query's frame as it is, where its features don't tell: plain pictures have few. */
  isAlike: boolean;
}

/** An indexed picture that aligns with the query. */
export interface AlignedCandidate {
  contentHash: string;
  alignment: Alignment;
}

export interface FoundCopies {
  /** By content hash. */
  copies: Map<string, Copy>;
  /** Those that can't be judged without their thumbnails, best first. */
  unknown: AlignedCandidate[];
}

/** Candidates that may be mirrored, the first of them: a mirror image is near for every model. */
const mostMirrored = 25;

/** Pictures that are compared place by place for one query, those that align best. */
const mostCompared = 12;

/** Indexed pictures that stay ready to be compared, about 130 KB each. */
const mostStored = 128;

/** Where an alike picture lies whose features do not tell. */
export const asItIs: Alignment = {
  placement: { a: 1, b: 0, dx: 0, dy: 0 },
  isMirrored: false,
  support: 0,
  part: "strongest",
};

/** Looks for copies, and remembers what thumbnails show: one is decoded once while it is looked for. */
export class CopyFinder {
  readonly #stored = new LRUCache<string, StoredLook>({ max: mostStored });

  /**
   * Which candidates are copies of the query picture: those whose features align with
   * its own, and that show the same place by place.
   */
  find(query: AskedLook, candidates: readonly Candidate[]): FoundCopies {
    const aligned = alignAll(query, candidates);
    const known = aligned.filter(({ contentHash }) => this.#stored.has(contentHash));
    const unknown = aligned.filter(({ contentHash }) => !this.#stored.has(contentHash));
    return { copies: this.#judge(query.frame, known), unknown };
  }

  /** The copies among aligned candidates whose thumbnails are at hand. A damaged thumbnail is none. */
  async compare(
    frame: Frame,
    aligned: readonly AlignedCandidate[],
    thumbnails: readonly Uint8Array[],
  ): Promise<Map<string, Copy>> {
    const looks = await Promise.all(
      thumbnails.map(async (thumbnail) => {
        const stored = await frameOfThumbnail(thumbnail).catch(() => null);
        return stored && lookAtStored(stored);
      }),
    );
    for (const [i, look] of looks.entries()) {
      if (look) this.#stored.set(aligned[i]!.contentHash, look);
    }
    return this.#judge(
      frame,
      aligned.filter((_, i) => looks[i]),
    );
  }

  #judge(frame: Frame, aligned: readonly AlignedCandidate[]): Map<string, Copy> {
    const copies = new Map<string, Copy>();
    let query: Looked | undefined;
    for (const { contentHash, alignment } of aligned) {
      query ??= lookAt(frame);
      const copy = judgeCopy(this.#stored.get(contentHash)!, query, alignment);
      if (copy) copies.set(contentHash, copy);
    }
    return copies;
  }
}

/** Those that align, best first. */
function alignAll(
  { features: [asked, mirrored], place, part = "strongest" }: AskedLook,
  candidates: readonly Candidate[],
): AlignedCandidate[] {
  const aligned: AlignedCandidate[] = [];
  for (const [i, { contentHash, signature, isAlike }] of candidates.entries()) {
    const features = readSignature(signature, part);
    const fit = features && align(features, asked, i < mostMirrored ? mirrored : null, part);
    const alignment = fit ?? (isAlike ? asItIs : null);
    if (alignment)
      aligned.push({ contentHash, alignment: place ? inPicture(alignment, place) : alignment });
  }
  return aligned.sort((a, b) => b.alignment.support - a.alignment.support).slice(0, mostCompared);
}
