import { dirname } from "node:path";
import type { DuplicateGroup } from "../api/duplicates.js";
import { markOf } from "../collection/copy-marks.js";
import type { ImageRecord, ImageSource } from "../stores/image-record.js";
import type { DuplicateSettings } from "./duplicate-settings.js";

type Wishes = Pick<
  DuplicateSettings,
  "acrossFolders" | "otherSizes" | "sameColour" | "tiers" | "confirmed"
>;

/** A group as the options want it, without the members that they leave out; null for none. */
export function wantedGroup(group: DuplicateGroup, wishes: Wishes): DuplicateGroup | null {
  const members = group.members.filter(
    ({ tier, evidence }) =>
      tier === null ||
      (wishes.tiers.includes(tier) &&
        !(wishes.sameColour && evidence?.edits.includes("recoloured"))),
  );
  const images = members.map(({ image }) => image);
  if (images.length === 1 && !(wishes.tiers.includes("exact") && hasSeveralFiles(images[0]!))) {
    return null;
  }
  if (wishes.acrossFolders && new Set(images.flatMap(placesOf)).size < 2) return null;
  const sizes = new Set(images.map(({ width, height }) => `${width} x ${height}`));
  if (wishes.otherSizes && sizes.size < 2) return null;
  if (!wishes.confirmed && areAllConfirmed(images)) return null;
  return { ...group, members };
}

export function hasSeveralFiles({ sources }: ImageRecord): boolean {
  return sources.filter(({ path }) => path !== undefined).length > 1;
}

function placesOf({ sources }: ImageRecord): string[] {
  return sources.flatMap((source) => placeOf(source) ?? []);
}

/** A folder, or a host, which no path is called like. */
function placeOf({ path, domain }: ImageSource): string | undefined {
  return path === undefined ? domain : dirname(path);
}

/** Whether a person has called every two of several pictures the same. */
function areAllConfirmed(images: readonly ImageRecord[]): boolean {
  if (images.length < 2) return false;
  return images.every((one, i) =>
    images.slice(i + 1).every((other) => markOf(one, other) === "same"),
  );
}
