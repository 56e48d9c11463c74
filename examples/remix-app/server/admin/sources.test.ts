import { expect, it } from "vitest";
import { listedPlaces, namedSources } from "./sources";

it("names each place once, in letters that fit an address", () => {
  const sources = namedSources(["/srv/My photos/", "/mnt/My photos", "/srv/My photos/", "/"]);
  expect(sources.map(({ name, description }) => [name, description])).toEqual([
    ["My-photos", "/srv/My photos/"],
    ["My-photos-2", "/mnt/My photos"],
    ["pictures", "/"],
  ]);
  expect(sources[0]?.open()).toBe("/srv/My photos/");
});

it("says nothing of a bucket's credentials", () => {
  const [source] = namedSources(["s3://key:secret@shop/2026?endpoint=http://127.0.0.1:9000"]);
  expect(source).toMatchObject({ name: "2026", description: "s3://shop/2026" });
});

it("reads a list of places", () => {
  expect(listedPlaces(" /a, s3://b/c ,\n/d,")).toEqual(["/a", "s3://b/c", "/d"]);
  expect(listedPlaces(undefined)).toEqual([]);
});
