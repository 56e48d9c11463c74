import type { QueryRegion } from "../api/search-query.js";
import { giveWay } from "../lib/workers/give-way.js";
import { answerCalls, HandedOver } from "../lib/workers/worker-loop.js";
import { alignSignatures } from "./align-signatures.js";
import {
  type PictureReading,
  readForIndex,
  readForModel,
  readForQuery,
  readThumbnail,
} from "./read-picture.js";
import { comparePair } from "./signature/compare-pair.js";
import {
  type AlignedCandidate,
  type AskedLook,
  type Candidate,
  CopyFinder,
} from "./signature/find-copies.js";
import type { Frame } from "./signature/frame.js";
import { readViews } from "./views/read-views.js";

/** A call to the thread that reads and compares pictures; several may be under way. */
export type PictureCall =
  | [method: "readForIndex" | "readForModel", args: [bytes: Uint8Array, reading: PictureReading]]
  | [
      method: "readForQuery" | "readViews",
      args: [bytes: Uint8Array, reading: PictureReading, region: QueryRegion | undefined],
    ]
  | [method: "readThumbnail", args: [thumbnail: Uint8Array]]
  | [method: "alignSignatures", args: [signature: Uint8Array, others: (Uint8Array | null)[]]]
  | [method: "findCopies", args: [query: AskedLook, candidates: Candidate[]]]
  | [
      method: "compareCopies",
      args: [frame: Frame, aligned: AlignedCandidate[], thumbnails: Uint8Array[]],
    ]
  | [method: "comparePair", args: [original: AskedLook, copy: AskedLook, isAlike: boolean]];

giveWay();

const copies = new CopyFinder();

/**
 * The thread that reads pictures. Decoders have threads of their own, but work on their
 * pixels would block the caller's event loop.
 */
answerCalls(async (...call: PictureCall) => {
  const [method, args] = call;
  switch (method) {
    case "readForIndex": {
      const picture = await readForIndex(...args);
      return handOver(picture, [picture.modelInput, picture.thumbnail]);
    }
    case "readForModel": {
      const picture = await readForModel(...args);
      return handOver(picture, [picture.modelInput]);
    }
    case "readForQuery": {
      const picture = await readForQuery(...args);
      return handOver(picture, [picture.modelInput, picture.look.frame.pixels]);
    }
    case "readViews": {
      const picture = await readViews(...args);
      const inputs = picture.views.map(({ modelInput }) => modelInput);
      return handOver(picture, inputs);
    }
    case "readThumbnail": {
      const picture = await readThumbnail(...args);
      return picture && handOver(picture, [picture.look.frame.pixels]);
    }
    case "alignSignatures":
      return alignSignatures(...args);
    case "findCopies":
      return copies.find(...args);
    case "compareCopies":
      return copies.compare(...args);
    case "comparePair":
      return comparePair(...args);
  }
}, "image_decode_failed");

function handOver(picture: object, parts: Uint8Array[]): HandedOver {
  return new HandedOver(
    picture,
    parts.map(({ buffer }) => buffer as ArrayBuffer),
  );
}
