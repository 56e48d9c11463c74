import { expect, test } from "vitest";
import { filterRequest, noFilters } from "./filters";
import {
  addressOf,
  emptySearch,
  isSameQuestion,
  mostPictures,
  readSearchAddress,
  type SearchAddress,
  searchOfWords,
} from "./search-address";

const read = (address: string) =>
  readSearchAddress(new URL(address, "http://localhost").searchParams);

test("a search survives its address", () => {
  const search: SearchAddress = {
    pictures: [
      { kind: "upload", id: "q7" },
      { kind: "like", id: "a b&c" },
      { kind: "url", id: "https://example.org/koi.jpg?size=2" },
    ],
    unlike: ["d"],
    text: "a red car",
    region: null,
    filters: {
      ...{ tags: ["koi", "pond"], domain: "example.org", folder: "photos/2024" },
      ...{ after: "2026-01-31", before: "2026-02-28", width: 800, copies: true },
    },
    sort: "largest",
  };
  expect(read(addressOf(search))).toEqual(search);
});

test("a region is of one picture only", () => {
  expect(read("/search?like=a&region=10,10,50,50").region).not.toBeNull();
  expect(read("/search?like=a&like=b&region=10,10,50,50").region).toBeNull();
  expect(read("/search?vector=m~AA&region=10,10,50,50").region).toBeNull();
});

test("what an address says wrongly is left out", () => {
  const search = read("/search?like=a&like=a&after=2026-02-30&width=-3&sort=best&tag=&domain=%20");
  expect(search).toEqual({ ...emptySearch, pictures: [{ kind: "like", id: "a" }] });
  const many = Array.from({ length: 50 }, (_, i) => `like=${i}`).join("&");
  expect(read(`/search?${many}`).pictures).toHaveLength(mostPictures);
});

test("nothing to look for leads to the start", () => {
  expect(addressOf({ ...emptySearch, filters: { ...noFilters, tags: ["koi"] } })).toBe("/");
});

test.each([
  ["https://example.org/a.jpg", "https://example.org/a.jpg"],
  ["  http://example.org/a b", null],
  ["example.org/koi.jpg", "https://example.org/koi.jpg"],
  ["www.example.org/koi.PNG?x=1", "https://www.example.org/koi.PNG?x=1"],
  ["koi pond", null],
  ["javascript:alert(1)", null],
  ["file:///etc/passwd", null],
])("%j asks with the address %j", (typed, address) => {
  const { pictures, text } = searchOfWords(typed);
  if (address === null) expect([pictures, text]).toEqual([[], typed.trim()]);
  else expect([pictures, text]).toEqual([[{ kind: "url", id: address }], ""]);
});

test("filters and order do not change the question", () => {
  const one = read("/search?like=a&tag=koi&sort=name");
  expect(isSameQuestion(one, read("/search?like=a"))).toBe(true);
  expect(isSameQuestion(one, read("/search?like=a&text=red"))).toBe(false);
});

test("the last day of a filter belongs to it, also at the end of a month", () => {
  const { filters } = read(
    "/search?like=a&after=2026-01-01&before=2026-02-28&domain=https://Example.org/x",
  );
  expect(filterRequest(filters)).toEqual({
    domain: "example.org",
    created_at: { gte: "2026-01-01", lt: "2026-03-01" },
  });
  expect(filterRequest({ ...noFilters, copies: true })).toBeUndefined();
});
