import type { SimilarImage } from "@revimg/http/client";
import { expect, test } from "vitest";
import { outcomeOf, tabTitleOf } from "./headings";
import { copyDetail, copyWords } from "./match-words";
import { quietName } from "./quiet-name";
import { groupMatches } from "./result-groups";
import { emptySearch, readSearchAddress } from "./search-address";
import { usefulKeywords } from "./useful-keywords";

type Evidence = SimilarImage["evidence"];

const match = (id: string, similarity: number, tier: SimilarImage["tier"] = "similar") =>
  ({ id, similarity, tier, evidence: null }) as SimilarImage;

const idsOf = (matches: SimilarImage[]) => matches.map(({ id }) => id).join("");

test("copies come first, and what is below the mark is hardly alike", () => {
  const all = [match("a", 0.3, "edited"), match("b", 0.9), match("c", 0.5), match("d", 0.1)];
  const { same, alike, hardly } = groupMatches(all, { alikeFrom: 0.5, standsOut: true });
  expect([same, alike, hardly].map(idsOf)).toEqual(["a", "bc", "d"]);
});

test("where nothing stands out, the nearest are hardly alike", () => {
  const all = [match("b", 0.9), match("c", 0.1)];
  const { alike, hardly } = groupMatches(all, { alikeFrom: 0.5, standsOut: false });
  expect([alike, hardly].map(idsOf)).toEqual(["", "bc"]);
  const unmeasured = groupMatches(all, { alikeFrom: null, standsOut: false });
  expect(idsOf(unmeasured.alike)).toBe("bc");
});

test("a keyword that all or almost none carry is not offered", () => {
  const matches = [..."abcdefghij"].map((id) => match(id, 0.5));
  const keyword = (word: string, ids: string) => ({ keyword: word, score: 1, image_ids: [...ids] });
  const all = [keyword("all", "abcdefghi"), keyword("few", "abx"), keyword("some", "abcd")];
  expect(usefulKeywords(all, matches).map((each) => each.keyword)).toEqual(["some"]);
});

test.each<[SimilarImage["tier"], Evidence, string | null]>([
  ["exact", { by: "bytes", edits: [], overlap: 1, rotation: 0 } as never, "The same file"],
  ["exact", { by: "pixels", edits: [], overlap: 1, rotation: 0 } as never, "The same picture"],
  [
    "edited",
    {
      by: "details",
      edits: ["mirrored", "framed", "cropped"],
      overlap: 0.62,
      rotation: 0,
    } as never,
    "The same, mirrored, framed and cropped",
  ],
  [
    "edited",
    { by: "details", edits: ["resaved"], overlap: 1, rotation: 0 } as never,
    "The same, in another size or quality",
  ],
  ["similar", null, null],
])("a match that is %s leads with words", (tier, evidence, words) => {
  expect(copyWords({ tier, evidence })).toBe(words);
});

test("a copy that was cropped says how much of it there is", () => {
  const evidence = { by: "details", edits: ["cropped"], overlap: 0.62, rotation: 0 } as never;
  expect(copyDetail({ tier: "edited", evidence })).toBe("Yours shows 62% of it.");
  expect(copyDetail({ tier: "similar", evidence: null })).toBeNull();
});

test.each([
  ["Koi", "IMG_1.jpg", "Koi"],
  [null, "red_koi-pond.JPEG", "Red koi pond"],
  [null, "IMG_20260131_120000.jpg", "Untitled"],
  [null, "DSC0001.JPG", "Untitled"],
  [null, "0d6f7ea0-3b1e-4e2c-9b7a-0123456789ab.webp", "Untitled"],
  [null, "v1.2 plan.png", "V1.2 plan"],
])("the title %j and the file %j are called %j", (title, filename, name) => {
  expect(quietName({ title, filename })).toBe(name);
});

test("the heading says what came of the search", () => {
  const none = { same: [], alike: [], hardly: [] };
  const ask = (query: string) => ({
    search: readSearchAddress(new URLSearchParams(query)),
    pictures: [],
  });
  const one = [match("a", 0.5)];
  expect(outcomeOf(ask("like=a"), { ...none, alike: one })).toBe("Pictures like this one");
  expect(outcomeOf(ask("like=a"), { ...none, hardly: one })).toBe("Nothing else like it here");
  expect(outcomeOf(ask("upload=a"), { ...none, hardly: one })).toBe("Nothing like it here");
  expect(outcomeOf(ask("upload=a"), { ...none, same: [match("a", 1, "exact")] })).toBe(
    "This picture is here",
  );
  expect(outcomeOf(ask("upload=a"), { ...none, same: [match("a", 0.9, "edited")] })).toBe(
    "This picture is here, changed",
  );
  expect(outcomeOf(ask("vector=m~A"), { ...none, alike: one })).toBe("These look alike");
  expect(outcomeOf(ask("text=koi"), { ...none, alike: one })).toBe("Pictures of “koi”");
  expect(outcomeOf(ask("upload=a&text=red"), none)).toBe("Nothing like these here");
});

test("the title of the tab says what was asked", () => {
  const search = readSearchAddress(new URLSearchParams("upload=a&text=red&region=0,0,50,50"));
  expect(tabTitleOf({ search, pictures: [{ name: "koi.jpg" }] })).toBe(
    "Like a part of koi.jpg, red – revimg",
  );
  expect(tabTitleOf({ search: { ...emptySearch, text: "koi" }, pictures: [] })).toBe(
    "koi – revimg",
  );
});
