import { RevimgError } from "@revimg/core";
import { describe, expect, it } from "vitest";
import { eventNote, totalsLine, wireEvent } from "./worker-view.js";

const error = new RevimgError("store_failed", "Chroma is away.");

describe("eventNote", () => {
  it("says what a person should know, and nothing of what goes well", () => {
    expect(eventNote({ type: "started", shard: "a", pictures: 500 })).toBeNull();
    expect(eventNote({ type: "handed_back", shard: "a", pictures: 1_200, error: null })).toBe(
      "Put 1,200 pictures back onto the queue.",
    );
    expect(eventNote({ type: "waiting", error, retryInMs: 4_000 })).toBe(
      "Waiting, next try in 4 s: Chroma is away.",
    );
    expect(eventNote({ type: "failed", name: "/photos/a.jpg", error })).toBe(
      "Not indexed: /photos/a.jpg: Chroma is away.",
    );
  });
});

it("totalsLine leaves out what there is none of", () => {
  const none = { shards: 1, added: 500, updated: 0, unchanged: 0, failed: 0 };
  expect(totalsLine(none)).toBe("Stopped. 1 shard finished; pictures: 500 added.");
  expect(totalsLine({ ...none, shards: 2, unchanged: 7, failed: 1 })).toBe(
    "Stopped. 2 shards finished; pictures: 500 added, 7 already indexed, 1 failed (revimg failures lists them).",
  );
});

it("wireEvent has keys in snake_case", () => {
  expect(wireEvent({ type: "waiting", error, retryInMs: 500.4 })).toEqual({
    ...{ type: "waiting", error },
    retry_in_ms: 500,
  });
});
