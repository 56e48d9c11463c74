import { hammingDistance, mirroredFingerprint } from "../../pictures/fingerprint.js";
import type { ImageRecord } from "../../stores/image-record.js";

/** Bits in which the fingerprints of a picture and its copy, or of its mirror image, may differ. */
const mostBits = { plain: 8, mirrored: 12 };

/**
 * Whether two pictures may be copies by their hashes: equal pixels, or the same
 * proportions and nearly the same fingerprint, perhaps mirrored.
 */
export function areHashesAlike(a: ImageRecord, b: ImageRecord): boolean {
  if (a.pixelHash !== null && a.pixelHash === b.pixelHash) return true;
  if (a.fingerprint === null || b.fingerprint === null) return false;
  const stretch = (a.width / a.height) * (b.height / b.width);
  if (Math.abs(stretch - 1) > 0.03) return false;
  if (hammingDistance(a.fingerprint, b.fingerprint) <= mostBits.plain) return true;
  const mirrored = mirroredFingerprint(a.fingerprint);
  return hammingDistance(mirrored, b.fingerprint) <= mostBits.mirrored;
}
