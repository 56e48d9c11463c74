import { fitPlacement } from "./signature/fit-placement.js";
import { matchFeatures } from "./signature/match-features.js";
import { readSignature } from "./signature/signature.js";

/**
 * Whether the stored features of a picture lie in one place of each of some others, as
 * those of copies do, and of 1 in 700 other pictures. It needs no pixels: 0.05 ms of CPU
 * time a pair. It does not see mirrored copies. Null stands for a picture without a
 * signature.
 */
export function alignSignatures(
  signature: Uint8Array,
  others: readonly (Uint8Array | null)[],
): boolean[] {
  const features = readSignature(signature, "strongest");
  if (!features) return others.map(() => false);
  return others.map((other) => {
    const stored = other && readSignature(other, "strongest");
    return stored !== null && fitPlacement(matchFeatures(stored, features)) !== null;
  });
}
