import { descriptorWords } from "./describe-spots.js";
import { type FeatureSet, featuresToKeep, groupCount } from "./features.js";
import type { Frame } from "./frame.js";
import { greyLevels } from "./grey-levels.js";

/** Changes with anything that makes features of one version incomparable with another's. */
const version = 1;

const headBytes = 1 + groupCount;

const featureBytes = 2 + 4 * descriptorWords;

/**
 * Recognises a picture's edited copies: about 100 features, 2 KB, as base64. A byte
 * with the version, a byte with the number of features of each group, then their places
 * and their descriptors (little endian).
 */
export function signatureOf(frame: Frame): string {
  const { starts, places, descriptors } = featuresToKeep(greyLevels(frame));
  const bytes = Buffer.alloc(headBytes + (featureBytes * places.length) / 2);
  bytes[0] = version;
  for (let group = 0; group < groupCount; group++) {
    bytes[1 + group] = starts[group + 1]! - starts[group]!;
  }
  bytes.set(places, headBytes);
  for (const [i, word] of descriptors.entries()) {
    bytes.writeInt32LE(word, headBytes + places.length + 4 * i);
  }
  return bytes.toString("base64");
}

/** The features of a signature's bytes; null for one of another version, or bytes that are none. */
export function readSignature(bytes: Uint8Array): FeatureSet | null {
  if (bytes[0] !== version || bytes.length < headBytes) return null;
  const starts = new Uint16Array(groupCount + 1);
  for (let group = 0; group < groupCount; group++) {
    starts[group + 1] = starts[group]! + bytes[1 + group]!;
  }
  const count = starts[groupCount]!;
  if (bytes.length !== headBytes + featureBytes * count) return null;
  const words = headBytes + 2 * count;
  const descriptors = new Int32Array(descriptorWords * count);
  // As bytes they need not lie at a multiple of four. All that Node runs on is little endian.
  new Uint8Array(descriptors.buffer).set(bytes.subarray(words));
  return { starts, places: bytes.subarray(headBytes, words), descriptors };
}
