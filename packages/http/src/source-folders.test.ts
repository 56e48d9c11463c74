import { dirname } from "node:path";
import { afterAll, describe, expect, it, test } from "vitest";
import { createHandler } from "./create-handler.js";
import { SourceFolders } from "./source-folders.js";
import { formOf, jsonOf, openTestIndex, problemOf, searchRequest } from "./test-index.js";
import type { ImageListResponse } from "./wire/indexed-image.js";
import type { SearchResponse } from "./wire/search-response.js";

const folders = new SourceFolders([
  { name: "photos", description: "", open: () => "", folder: "/srv/photos/" },
  { name: "bucket", description: "", open: () => "" },
]);

test.each([
  ["photos", "/srv/photos"],
  ["photos/", "/srv/photos"],
  ["photos/2024/a b", "/srv/photos/2024/a b"],
])("%s is %s", (name, path) => {
  expect(folders.pathOf(name)).toBe(path);
});

test.each(["", "/", "/srv/photos", "bucket", "photo", "constructor", "../photos"])(
  "%s begins with no source that is shown",
  (name) => {
    expect(() => folders.pathOf(name)).toThrow("filter.folder begins with a source");
  },
);

test.each(["photos/..", "photos/../secret", "photos/a/./b", "photos//etc"])(
  "%s does not lead out of its source",
  (name) => {
    expect(() => folders.pathOf(name)).toThrow("below a source");
  },
);

test("the first file that lies in a source names the folder", () => {
  const nameOf = (...paths: string[]) => folders.nameOf(paths.map((path) => ({ path })));
  expect(nameOf("/home/ada/a.jpg", "/srv/photos/2024/a.jpg")).toBe("photos/2024");
  expect(nameOf("/srv/photos/a.jpg")).toBe("photos");
  expect(nameOf("/srv/photos-of-others/a.jpg")).toBeNull();
  expect(folders.nameOf([{ url: "https://example.org/a.jpg" }])).toBeNull();
});

describe("a server that shows folders", async () => {
  const index = await openTestIndex();
  const root = dirname(index.folder);
  const source = { name: "library", description: root, open: () => root, folder: root };
  const collections = { open: async () => index.revimg, ownName: "own" };
  const handler = createHandler(index.revimg, { sources: [source], collections });
  afterAll(async () => {
    await handler.close();
    await index[Symbol.asyncDispose]();
  });
  const ask = (path: string) => handler(new Request(`http://localhost${path}`));
  const list = async (folder: unknown, path = "/images") =>
    ask(`${path}?sort=name&filter=${encodeURIComponent(JSON.stringify({ folder }))}`);

  it("lists the pictures of a folder, and tells it", async () => {
    for (const folder of ["library", "library/photos", ["library/none", "library/photos"]]) {
      const { images } = await jsonOf<ImageListResponse>(await list(folder));
      expect(images.map((each) => [each.filename, each.folder])).toEqual([
        ["disk-0.jpg", "library/photos"],
        ["disk-1.jpg", "library/photos"],
      ]);
      expect(JSON.stringify(images)).not.toContain(root);
    }
    const none = await jsonOf<ImageListResponse>(await list("library/photo"));
    expect(none.images).toEqual([]);
  });

  it("searches in a folder, by form and by JSON", async () => {
    const filter = { folder: "library/photos" };
    const form = formOf(index.pictures.get("disk-0")!, { filter: JSON.stringify(filter) });
    const json = JSON.stringify({ id: index.ids.get("memory-0"), filter });
    const type = { "content-type": "application/json" };
    for (const request of [searchRequest(form, "/search"), searchRequest(json, "/search", type)]) {
      const { similar_images } = await jsonOf<SearchResponse>(await handler(request));
      expect(similar_images.map(({ filename }) => filename).toSorted()).toEqual([
        "disk-0.jpg",
        "disk-1.jpg",
      ]);
      for (const { folder, added_at } of similar_images) {
        expect(folder).toBe("library/photos");
        expect(Date.parse(added_at)).toBeLessThanOrEqual(Date.now());
      }
    }
  });

  it("refuses what is no text", async () => {
    const { detail } = await problemOf(await list(5), 400);
    expect(detail).toContain("filter.folder must be a text or a list of texts");
  });

  it("shows them in its own index only", async () => {
    const named = await jsonOf<ImageListResponse>(await list("library", "/c/own/images"));
    expect(named.images).toHaveLength(2);
    const { detail } = await problemOf(await list("library", "/c/other/images"), 400);
    expect(detail).toContain("This server shows none.");
    const { images } = await jsonOf<ImageListResponse>(await ask("/c/other/images"));
    expect(new Set(images.map(({ folder }) => folder))).toEqual(new Set([null]));
  });
});
