import type { QueueResponse } from "@revimg/http/client";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { QueuePanel } from "./queue-panel";

const empty: QueueResponse = {
  collection: "default",
  waiting: { shards: 0, pictures: 0 },
  retrying: { shards: 0 },
  active: { shards: 0, pictures: 0, done: 0, workers: 0 },
  finished: { shards: 0, pictures: 0, failed: 0 },
  dead_letters: { shards: 0 },
  pictures_per_second: null,
  remaining_ms: null,
};
const waiting = { shards: 3, pictures: 1_200 };

function textOf(
  queue: Partial<QueueResponse>,
  givenUp: Parameters<typeof QueuePanel>[0]["givenUp"] = [],
) {
  const panel = <QueuePanel queue={{ ...empty, ...queue }} givenUp={givenUp} />;
  return renderToStaticMarkup(panel)
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
}

test("an empty queue says so, and one that nobody works at says what to start", () => {
  expect(textOf({})).toContain("Nothing waits.");
  expect(textOf({ waiting })).toContain("Start one on any machine: revimg worker.");
});

test("work under way has its rate and the time left", () => {
  const active = { shards: 2, pictures: 400, done: 100, workers: 2 };
  const text = textOf({ waiting, active, pictures_per_second: 7.25, remaining_ms: 206_000 });
  expect(text).toContain("2 workers are at it, 7.3 pictures a second, about 3 min left.");
  expect(text).toContain("Waiting 1,200 Under way 300");
});

test("what was given up is there with its reason, and can be put back", () => {
  const shard = { id: "a", pictures: 200, first: "/photos/a.jpg", reason: "The disk is gone." };
  const text = textOf({ dead_letters: { shards: 1 } }, [
    { ...shard, failed_at: "2026-11-30T04:00:00.000Z" },
  ]);
  expect(text).toContain("1 shard was given up");
  expect(text).toContain(
    "200 pictures from /photos/a.jpg on 2026-11-30 04:00 UTC The disk is gone.",
  );
  expect(text).toContain("Put them back onto the queue");
});
