import type { QueryRegion } from "../api/search-query.js";
import { answerCalls, HandedOver } from "../lib/workers/worker-loop.js";
import { type PictureReading, readForIndex, readForQuery } from "./read-picture.js";

/** A call to the thread that reads pictures. Several may be under way. */
export type PictureCall =
  | [method: "readForIndex", args: [bytes: Uint8Array, reading: PictureReading]]
  | [
      method: "readForQuery",
      args: [bytes: Uint8Array, reading: PictureReading, region: QueryRegion | undefined],
    ];

/**
 * The thread that reads pictures. Decoders have threads of their own, but work on their
 * pixels would block the caller's event loop.
 */
answerCalls(async (...call: PictureCall) => {
  const [method, args] = call;
  if (method === "readForQuery") {
    const picture = await readForQuery(...args);
    return handOver(picture, [picture.square, picture.frame.pixels]);
  }
  const picture = await readForIndex(...args);
  return handOver(picture, [picture.square, picture.thumbnail]);
}, "image_decode_failed");

function handOver(picture: object, parts: Uint8Array[]): HandedOver {
  return new HandedOver(
    picture,
    parts.map(({ buffer }) => buffer as ArrayBuffer),
  );
}
