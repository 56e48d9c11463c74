import type { Match } from "@revimg/core";
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
