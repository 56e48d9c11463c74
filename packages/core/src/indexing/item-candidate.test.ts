import { expect, test } from "vitest";
import type { IndexItem } from "../api/indexing.js";
import { indexAll, openIndex, totals } from "../testing/open-index.js";
import { picture } from "../testing/temporary.js";
import { itemCandidate } from "./item-candidate.js";

function candidateOf(item: Omit<IndexItem, "bytes">) {
  const told: [string, string][] = [];
  const bytes = new Uint8Array(1);
  const candidate = itemCandidate({ bytes, ...item }, 1, (name, { message }) =>
    told.push([name, message]),
  );
  return { ...candidate, told };
}

test.each([
  ["javascript:alert(1)", /its sourceUrl starts with "javascript:"/i],
  ["data:image/png;base64,AAAA", /its sourceUrl starts with "data:"/i],
  ["file:///etc/passwd", /its sourceUrl starts with "file:"/i],
  [`https://example.org/${"a".repeat(9_000)}`, /its sourceUrl is longer/i],
])("an address that is not of the web is left out with a warning: %s", (sourceUrl, words) => {
  const { error, metadata, name, told } = candidateOf({ sourceUrl, title: "A" });
  expect(error).toBeUndefined();
  expect(metadata).toEqual({ title: "A" });
  expect(name).toBe("item 1");
  expect(told).toEqual([["item 1", expect.stringMatching(words)]]);
});

test.each([
  [{}, "has no bytes, no url, no path and no upload"],
  [
    { bytes: new Uint8Array(1), url: "https://example.org/a.jpg" },
    "has bytes and url; give one of them",
  ],
  [{ url: 5 as never }, "its url is not a text"],
  [{ url: " " }, "its url is empty"],
  [{ url: "javascript:alert(1)" }, 'its url starts with "javascript:"'],
  [{ url: "https://ada:secret@example.org/a.jpg" }, "its url has a user name or password"],
  [{ url: "a.jpg" }, "its url is not a URL"],
])("an item that names no one picture is failed: %j", (item, words) => {
  const { error } = itemCandidate(item, 1, () => {});
  expect(error?.message).toContain(words);
  expect(error?.message).not.toContain("secret");
});

test("the address that a picture is fetched from is its source, whatever else it names", () => {
  const url = new URL("https://example.org/a.jpg#top");
  const { candidate, told } = ((told: string[]) => ({
    candidate: itemCandidate({ url, sourceUrl: "https://example.net/" }, 1, (_, { message }) =>
      told.push(message),
    ),
    told,
  }))([]);
  expect(candidate).toMatchObject({
    url: "https://example.org/a.jpg",
    metadata: { sourceUrl: "https://example.org/a.jpg" },
  });
  expect(told).toEqual(["Its sourceUrl is left out: its url counts."]);
});

test("a password in an address is neither kept nor told", () => {
  const { metadata, name, told } = candidateOf({ pageUrl: "https://ada:secret@example.org/a" });
  expect(metadata).toEqual({ pageUrl: "https://example.org/a" });
  expect(told).toEqual([[name, expect.stringContaining("password")]]);
  expect(JSON.stringify(told)).not.toContain("secret");
});

test("what is no URL at all fails the item", () => {
  const { error } = candidateOf({ sourceUrl: "not a url" });
  expect(error).toMatchObject({ code: "invalid_input" });
  expect(error?.message).toContain("its sourceUrl is not a URL");
});

test("too many tags are told, and the picture is indexed", async () => {
  const revimg = await openIndex();
  const tags = Array.from({ length: 120 }, (_, i) => `tag ${i}`);
  const item = { bytes: await picture(1), filename: "a.jpg", tags, sourceUrl: "javascript:1" };
  const { events, totals: counted } = await indexAll(revimg, [item]);
  expect(counted).toEqual(totals({ added: 1 }));
  expect(events.filter(({ type }) => type === "warning")).toMatchObject([
    { name: "a.jpg", error: { code: "invalid_input" } },
    { name: "a.jpg", error: { message: expect.stringContaining("first 100 of 120 tags") } },
  ]);
  const [match] = (await revimg.search({ image: item.bytes })).matches;
  expect(match).toMatchObject({ originalUrl: null, sourceDomain: null });
  expect(match?.tags.filter(({ origin }) => origin === "user")).toHaveLength(100);
});
