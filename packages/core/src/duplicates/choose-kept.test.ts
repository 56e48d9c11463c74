import { expect, test } from "vitest";
import type { ImageRecord } from "../stores/image-record.js";
import { plainRecord } from "../testing/plain-record.js";
import { fileToKeep, rank, reasonOf } from "./choose-kept.js";

const base: ImageRecord = {
  ...plainRecord("base"),
  ...{ width: 4000, height: 3000, mimeType: "image/jpeg", fileSize: 1_000_000, createdAt: 1_000 },
};

test.each<[string, Partial<ImageRecord>, string]>([
  ["of more pixels", { width: 5000, height: 3750, fileSize: 1 }, "pixels"],
  ["in a format without loss", { mimeType: "image/png", fileSize: 1 }, "format"],
  ["of more bytes", { fileSize: 2_000_000 }, "bytes"],
  ["with more said of it", { title: "A title", createdAt: 2_000 }, "details"],
  ["that was there first", { createdAt: 1 }, "date"],
])("keeps the picture %s", (_, changes, reason) => {
  const better = { ...base, id: "better", ...changes };
  for (const records of [
    [base, better],
    [better, base],
  ]) {
    expect(rank(records).map(({ id }) => id)).toEqual(["better", "base"]);
  }
  expect(reasonOf(better, base)).toBe(reason);
});

test("a pixel more at the edge does not decide", () => {
  const wider = { ...base, id: "wider", width: 4001 };
  expect(reasonOf({ ...base, fileSize: 2_000_000 }, wider)).toBe("bytes");
});

test("of equal files keeps the oldest, then the one with the shortest path", () => {
  const file = (path: string, mtimeMs?: number) => ({ path, ...(mtimeMs && { mtimeMs }) });
  expect(fileToKeep({ ...base, sources: [file("/b/c.jpg", 5), file("/a/long.jpg", 2)] })).toBe(
    "/a/long.jpg",
  );
  expect(fileToKeep({ ...base, sources: [file("/copies/a.jpg"), file("/a.jpg")] })).toBe("/a.jpg");
  expect(fileToKeep({ ...base, sources: [{ url: "https://example.org/a.jpg" }] })).toBeNull();
});
