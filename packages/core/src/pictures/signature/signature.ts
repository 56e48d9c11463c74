import { descriptorWords } from "./describe-spots.js";
import { type FeatureSet, featuresToKeep, groupCount } from "./features.js";
import type { Frame } from "./frame.js";
import { greyLevels } from "./grey-levels.js";
import { joinFeatures } from "./join-features.js";

/** Changes with anything that makes features of one version incomparable with another's. */
const version = 1;

const headBytes = 1 + groupCount;

const featureBytes = 2 + 4 * descriptorWords;

/** Which of the features that an index keeps of a picture are looked at. */
export type KeptPart = "strongest" | "all";

/**
 * Recognises a picture's edited copies: about 200 features, 4 KB, as base64. Two parts,
 * the strongest features and more. Each part is a byte with the version, a byte with the
 * number of features of each group, then their places and their descriptors (little endian).
 */
export function signatureOf(frame: Frame): string {
  const { strongest, more } = featuresToKeep(greyLevels(frame));
  return Buffer.concat([partOf(strongest), partOf(more)]).toString("base64");
}

function partOf({ starts, places, descriptors }: FeatureSet): Buffer {
  const bytes = Buffer.alloc(headBytes + (featureBytes * places.length) / 2);
  bytes[0] = version;
  for (let group = 0; group < groupCount; group++) {
    bytes[1 + group] = starts[group + 1]! - starts[group]!;
  }
  bytes.set(places, headBytes);
  for (const [i, word] of descriptors.entries()) {
    bytes.writeInt32LE(word, headBytes + places.length + 4 * i);
  }
  return bytes;
}

/**
 * The features of a signature's bytes; null for one of another version, or bytes that are
 * none. A signature may have one part alone, as those of earlier versions have.
 */
export function readSignature(bytes: Uint8Array, part: KeptPart): FeatureSet | null {
  const size = sizeOfPart(bytes);
  const rest = bytes.subarray(size);
  if (size === 0 || (rest.length > 0 && sizeOfPart(rest) !== rest.length)) return null;
  const strongest = readPart(bytes);
  return part === "all" && rest.length > 0 ? joinFeatures(strongest, readPart(rest)) : strongest;
}

/** Bytes of the part at the head of some bytes; 0 where there is none. */
function sizeOfPart(bytes: Uint8Array): number {
  if (bytes[0] !== version || bytes.length < headBytes) return 0;
  let count = 0;
  for (let group = 0; group < groupCount; group++) count += bytes[1 + group]!;
  const size = headBytes + featureBytes * count;
  return size > bytes.length ? 0 : size;
}

function readPart(bytes: Uint8Array): FeatureSet {
  const starts = new Uint16Array(groupCount + 1);
  for (let group = 0; group < groupCount; group++) {
    starts[group + 1] = starts[group]! + bytes[1 + group]!;
  }
  const count = starts[groupCount]!;
  const words = headBytes + 2 * count;
  const descriptors = new Int32Array(descriptorWords * count);
  // As bytes they need not lie at a multiple of four. All that Node runs on is little endian.
  const end = words + descriptors.byteLength;
  new Uint8Array(descriptors.buffer).set(bytes.subarray(words, end));
  return { starts, places: bytes.subarray(headBytes, words), descriptors };
}
