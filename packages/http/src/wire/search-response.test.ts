import type { Match, MatchEvidence } from "@revimg/core";
import { expect, test } from "vitest";
import { toSearchResponse } from "./search-response.js";

const match: Match = {
  id: "a",
  similarity: 1,
  tier: "similar",
  evidence: null,
  filename: "a.jpg",
  title: null,
  width: 1,
  height: 1,
  mimeType: "image/jpeg",
  originalUrl: null,
  sourceDomain: null,
  sources: [],
  tags: [],
  createdAt: 0,
};

const answerOf = (changes: Partial<Match>) => {
  const matches = [{ ...match, ...changes }];
  const rest = { keywords: [], nextCursor: null, minSimilarity: null, truncated: false };
  return toSearchResponse({ ...rest, matches }).similar_images[0]!;
};

test.each(["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])(
  "a row that was stored with the address %s is answered without it",
  (url) => {
    const sources = [
      { url, pageUrl: url },
      { url, pageUrl: "https://example.org/page" },
    ];
    const { source_url, sources: told } = answerOf({ originalUrl: url, sources });
    expect(source_url).toBeNull();
    expect(told).toMatchObject([{ url: null, page_url: "https://example.org/page" }]);
  },
);

test("a password in a stored address is not answered", () => {
  const url = "https://ada:secret@example.org/a.jpg";
  const { source_url, sources } = answerOf({ originalUrl: url, sources: [{ url }] });
  expect(source_url).toBe("https://example.org/a.jpg");
  expect(sources[0]?.url).toBe("https://example.org/a.jpg");
});

test("evidence is answered with the names of the wire, and rounded", () => {
  const evidence = {
    by: "details" as const,
    edits: ["cropped" as const],
    overlap: 0.61803,
    queryOverlap: 0.98765,
    rotation: -0.04,
    transform: [
      [0.123456, -0.00001, 0.5],
      [0, 1.00004, -0.25],
    ] as MatchEvidence["transform"],
  };
  expect(answerOf({ tier: "edited", evidence }).evidence).toEqual({
    ...{ by: "details", edits: ["cropped"], overlap: 0.62, query_overlap: 0.99, rotation: 0 },
    transform: [
      [0.1235, 0, 0.5],
      [0, 1, -0.25],
    ],
  });
});
