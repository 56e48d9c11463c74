import { afterAll, describe, expect, it } from "vitest";
import { createHandler } from "../create-handler.js";
import { jsonOf, openTestIndex, problemOf } from "../test-index.js";
import type { ImageListResponse, IndexedImage } from "../wire/indexed-image.js";

const index = await openTestIndex();
const handler = createHandler(index.revimg, { basePath: "/api" });
afterAll(() => index[Symbol.asyncDispose]());

const get = (path: string, method = "GET") =>
  handler(new Request(`http://localhost/api${path}`, { method }));

async function list(parameters = ""): Promise<ImageListResponse> {
  const response = await get(`/images${parameters}`);
  expect(response.status).toBe(200);
  return jsonOf(response);
}

const names = ({ images }: ImageListResponse) => images.map(({ filename }) => filename);

describe("GET /images", () => {
  it("lists the pictures page by page", async () => {
    const first = await list("?sort=name&limit=5");
    const cursor = encodeURIComponent(first.next_cursor!);
    const second = await list(`?sort=name&limit=5&cursor=${cursor}`);
    expect([...names(first), ...names(second)]).toEqual(
      [...index.pictures.keys()].map((name) => `${name}.jpg`).toSorted(),
    );
    expect(second.next_cursor).toBeNull();
    const down = await list("?sort=name&order=descending&limit=1");
    expect(names(down)).toEqual(["memory-5.jpg"]);
  });

  it("takes the filters of a search", async () => {
    const filter = encodeURIComponent(JSON.stringify({ tags: ["drawing"] }));
    const { images } = await list(`?filter=${filter}`);
    expect(images).toHaveLength(6);
  });

  it("tells of a picture what a stranger may know, and no path", async () => {
    const { images } = await list("?sort=name");
    const [onDisk, , inMemory] = images;
    expect(inMemory).toMatchObject({
      filename: "memory-0.jpg",
      thumbnail_url: `/api/image/${inMemory!.id}?variant=thumbnail`,
      source_domain: "example.org",
      size: index.pictures.get("memory-0")!.byteLength,
      folder: null,
      added_at: expect.stringMatching(/^20\d\d-.*Z$/),
    });
    expect(onDisk).toMatchObject({ filename: "disk-0.jpg", folder: null, sources: [] });
    expect(JSON.stringify(images)).not.toContain(index.folder);
  });

  it.each([
    ["?sort=age", "sort must be date or name or size"],
    ["?order=up", "order must be ascending or descending"],
    ["?limit=0", "limit must be a whole number from 1 to 500"],
    ["?limit=501", "limit must be"],
    ["?cursor=abc", "does not come from a list"],
    ["?filter=5", "filter must be an object"],
    ['?filter={"folder":"/etc"}', "filter.folder begins with a source of the server"],
    ['?filter={"folders":"/etc"}', 'filter has no "folders"'],
    ["?page=2", 'has no "page"'],
    ["?limit=1&limit=2", "limit is given twice"],
  ])("refuses %s", async (parameters, message) => {
    const response = await get(`/images${parameters}`);
    expect(await problemOf(response, 400)).toMatchObject({
      code: "invalid_input",
      detail: expect.stringContaining(message),
    });
  });
});

describe("GET /images/{id}", () => {
  it("tells of one picture", async () => {
    const id = index.ids.get("memory-1")!;
    const response = await get(`/images/${id}`);
    const image: IndexedImage = await jsonOf(response);
    expect(image).toMatchObject({ id, filename: "memory-1.jpg", title: "Picture 1" });
    expect((await list()).images.find((each) => each.id === id)).toEqual(image);
  });

  it("answers 404 to an unknown id, and 405 to a method that it has not", async () => {
    const unknown = await get("/images/00000000-0000-5000-8000-000000000000");
    expect(unknown.status).toBe(404);
    for (const [path, methods] of [
      ["/images", "GET, HEAD, POST, DELETE"],
      [`/images/${index.ids.get("memory-1")}`, "GET, HEAD, PATCH, DELETE"],
    ] as const) {
      const response = await get(path, "PUT");
      expect([response.status, response.headers.get("allow")]).toEqual([405, methods]);
    }
    expect((await index.revimg.stats()).count).toBe(8);
  });
});

it("the root names the routes", async () => {
  expect(await jsonOf(await get(""))).toEqual({
    service: "revimg",
    links: {
      search: "/api/search",
      images: "/api/images",
      health: "/api/health",
      openapi: "/api/openapi.json",
      docs: "/api/docs",
    },
  });
});
