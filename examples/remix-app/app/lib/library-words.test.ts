import { expect, test } from "vitest";
import type { LibraryStatus } from "./library";
import { libraryWords } from "./library-words";

const ready: LibraryStatus = {
  ...{ state: "ready", count: 1_200, done: 0, total: null, failed: 0, problem: null },
};

test.each<[Partial<LibraryStatus>, string]>([
  [{}, "1,200 pictures indexed"],
  [{ count: 1, failed: 1 }, "1 picture indexed, 1 file could not be read"],
  [{ state: "opening" }, "Opening the library"],
  [{ state: "indexing", done: 3, total: 9, count: 0 }, "Indexing: 3 of 9."],
  [{ state: "indexing", done: 3 }, "Indexing: 3 files. You can search already."],
  [
    { state: "failed", problem: "the disk is full" },
    "1,200 pictures indexed. Indexing ended early: the disk is full",
  ],
  [
    { count: 0, failed: 2 },
    "The library is empty, 2 files could not be read. Add pictures, or start the server with a folder of them: npm start ~/Pictures",
  ],
  [
    { state: "unreachable", count: 0 },
    "The library does not answer. It may be starting; this page asks again by itself.",
  ],
])("%j is told as %j", (status, words) => {
  expect(libraryWords({ ...ready, ...status })).toBe(words);
});
