import { afterAll, describe, expect, it } from "vitest";
import { createHandler } from "../create-handler.js";
import { formOf, jsonOf, openTestIndex, searchRequest } from "../test-index.js";
import type { SearchResponse } from "../wire/search-response.js";

const index = await openTestIndex();
const handler = createHandler(index.revimg, { basePath: "/api" });
afterAll(() => index[Symbol.asyncDispose]());

const picture = (name: string) => index.pictures.get(name)!;

async function search(body: FormData, path?: string): Promise<SearchResponse> {
  const response = await handler(searchRequest(body, path));
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/json");
  return jsonOf(response);
}

describe("POST /search", () => {
  it("takes a vector with the id of its model in place of a picture", async () => {
    const { id: model, dimension } = index.revimg.model;
    const vector = Array.from({ length: dimension }, (_, i) => Math.sin(i));
    const filter = { domain: "example.org" };
    const request = searchRequest(
      JSON.stringify({ vector, model, limit: 3, filter }),
      "/api/search",
      {
        "content-type": "application/json; charset=utf-8",
      },
    );
    const answer = await jsonOf<SearchResponse>(await handler(request));
    expect(answer.similar_images).toHaveLength(3);
    expect(answer.similar_images.every(({ tier }) => tier === "similar")).toBe(true);
  });

  it("takes an id in place of a picture, which itself is left out", async () => {
    const id = index.ids.get("memory-2")!;
    const body = JSON.stringify({
      id,
      region: { x: 0, y: 0, width: 0.5, height: 1, unit: "fractions" },
    });
    const headers = { "content-type": "application/json" };
    for (const text of [JSON.stringify({ id }), body]) {
      const answer = await jsonOf<SearchResponse>(
        await handler(searchRequest(text, "/api/search", headers)),
      );
      expect(answer.similar_images).toHaveLength(7);
      expect(answer.similar_images.map((image) => image.id)).not.toContain(id);
    }
  });

  it("asks with several pictures of a form, and without others", async () => {
    const form = formOf(picture("memory-1"), {
      query: '[{"image":"image"},{"image":"second","weight":0.8}]',
      negative: JSON.stringify({ id: index.ids.get("memory-5") }),
    });
    form.set("second", new Blob([picture("memory-3") as Uint8Array<ArrayBuffer>]), "second.jpg");
    const { similar_images: images } = await search(form);
    const expected = await index.revimg.search({
      query: [{ image: picture("memory-1") }, { image: picture("memory-3"), weight: 0.8 }],
      negative: { id: index.ids.get("memory-5")! },
    });
    expect(images.map(({ id, similarity }) => [id, similarity])).toEqual(
      expected.matches.map(({ id, similarity }) => [id, similarity]),
    );
    expect(images).toHaveLength(7);
  });

  it("cuts a region out of the picture, also of one that comes without a form", async () => {
    const region = { x: 40, y: 30, width: 200, height: 150 };
    const expected = await index.revimg.search({ image: picture("memory-1"), region });
    const form = await search(formOf(picture("memory-1"), { region: "40,30,200,150" }));
    const request = searchRequest(
      picture("memory-1") as Uint8Array<ArrayBuffer>,
      "/api/search?region=40,30,200,150",
      {
        "content-type": "image/jpeg",
      },
    );
    const bare = await jsonOf<SearchResponse>(await handler(request));
    expect(bare).toEqual(form);
    expect(form.similar_images.map(({ similarity }) => similarity)).toEqual(
      expected.matches.map(({ similarity }) => similarity),
    );
  });

  it("tells where it cut", async () => {
    const form = formOf(picture("memory-1"), { cutoff: "1.5" });
    const { min_similarity: least, similar_images: images } = await search(form);
    expect(least).toBeGreaterThan(0);
    expect(images.length).toBeLessThan(8);
    expect(images.every(({ similarity }) => similarity >= least!)).toBe(true);
  });

  it("finds the picture itself first, under the names of the wire", async () => {
    const answer = await search(formOf(picture("memory-2")));
    expect(Object.keys(answer)).toEqual([
      "keywords",
      "keyword_details",
      "similar_images",
      "next_cursor",
      "min_similarity",
      "truncated",
    ]);
    expect(answer.keywords).toContain("drawing");
    const details = answer.keyword_details.find(({ keyword }) => keyword === "drawing");
    expect(Object.keys(details!)).toEqual(["keyword", "score", "image_ids"]);
    expect(details!.image_ids).toContain(index.ids.get("memory-2"));

    const id = index.ids.get("memory-2")!;
    const first = answer.similar_images[0]!;
    expect(first.similarity).toBeGreaterThan(0.99);
    expect(first).toEqual({
      id,
      thumbnail_url: `/api/image/${id}?variant=thumbnail`,
      image_url: `/api/image/${id}`,
      source_url: "https://www.example.org/memory-2.jpg",
      source_domain: "example.org",
      similarity: first.similarity,
      tier: "exact",
      evidence: {
        ...{ by: "bytes", edits: [], overlap: 1, query_overlap: 1, rotation: 0 },
        transform: [
          [1, 0, 0],
          [0, 1, 0],
        ],
      },
      filename: "memory-2.jpg",
      folder: null,
      title: "Picture 2",
      author: "A. Painter",
      license: "CC0-1.0",
      width: 480,
      height: 360,
      mime_type: "image/jpeg",
      added_at: expect.stringMatching(/^20\d\d-.*Z$/),
      sources: [
        {
          url: "https://www.example.org/memory-2.jpg",
          page_url: "https://www.example.org/pages/memory-2",
          domain: "example.org",
          title: "Picture 2",
          author: "A. Painter",
          license: "CC0-1.0",
        },
      ],
      tags: first.tags,
    });
    expect(first.tags).toContainEqual({ tag: "drawing", confidence: 1, origin: "user" });
  });

  it("never tells where a file lies on the server", async () => {
    const response = await handler(searchRequest(formOf(picture("disk-0"))));
    const text = await response.text();
    const answer: SearchResponse = JSON.parse(text);
    expect(answer.similar_images[0]).toMatchObject({
      id: index.ids.get("disk-0"),
      filename: "disk-0.jpg",
      source_url: null,
      sources: [],
    });
    expect(text).not.toContain(index.folder);
  });

  it("takes the bare bytes of a picture", async () => {
    for (const type of ["image/jpeg", "application/octet-stream"]) {
      const body = picture("memory-1");
      const response = await handler(
        searchRequest(body, "/api/search?limit=1", { "content-type": type }),
      );
      const answer = await jsonOf<SearchResponse>(response);
      expect(answer.similar_images.map(({ id }) => id)).toEqual([index.ids.get("memory-1")]);
    }
  });

  it("pages through everything without repeating", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const fields: Record<string, string> = { limit: "3", ...(cursor && { cursor }) };
      const answer = await search(formOf(picture("memory-0"), fields));
      seen.push(...answer.similar_images.map(({ id }) => id));
      cursor = answer.next_cursor;
    } while (cursor !== null);
    expect(seen).toHaveLength(8);
    expect(new Set(seen)).toEqual(new Set(index.ids.values()));
  });

  it("leaves out what is below min_similarity", async () => {
    const path = "/api/search?min_similarity=0.9999";
    const { similar_images } = await search(formOf(picture("memory-3")), path);
    expect(similar_images.map(({ id }) => id)).toEqual([index.ids.get("memory-3")]);
  });

  it("gives thumbnails that open", async () => {
    const { similar_images } = await search(formOf(picture("memory-4")));
    for (const { thumbnail_url } of similar_images) {
      const response = await handler(new Request(new URL(thumbnail_url, "http://localhost")));
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("image/jpeg");
    }
  });

  it("works without a mount prefix, too", async () => {
    const bare = createHandler(index.revimg);
    const response = await bare(searchRequest(formOf(picture("memory-4")), "/search?limit=1"));
    const { similar_images } = await jsonOf<SearchResponse>(response);
    const id = index.ids.get("memory-4");
    expect(similar_images[0]!.thumbnail_url).toBe(`/image/${id}?variant=thumbnail`);
  });
});
