import type { SimilarImage } from "@revimg/http/client";
import { expect, test } from "vitest";
import type { Sort } from "./search-address";
import { sortMatches } from "./sort-matches";

const match = (title: string, added_at: string, width: number) =>
  ({ title, filename: `${title}.jpg`, added_at, width, height: 10 }) as SimilarImage;

const matches = [
  match("Koi 10", "2026-03-01T00:00:00.000Z", 300),
  match("Koi 9", "2026-11-01T00:00:00.000Z", 100),
  match("Bridge", "2025-12-31T00:00:00.000Z", 200),
];

test.each<[Sort, string[]]>([
  ["alike", ["Koi 10", "Koi 9", "Bridge"]],
  ["newest", ["Koi 9", "Koi 10", "Bridge"]],
  ["largest", ["Koi 10", "Bridge", "Koi 9"]],
  ["name", ["Bridge", "Koi 9", "Koi 10"]],
])("%s", (sort, titles) => {
  expect(sortMatches(matches, sort).map(({ title }) => title)).toEqual(titles);
});
