import { rename } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHandler, type Handler } from "../create-handler.js";
import { openTestIndex, type TestIndex } from "../test-index.js";

let index: TestIndex;
let handler: Handler;

beforeAll(async () => {
  index = await openTestIndex();
  handler = createHandler(index.revimg);
});
afterAll(() => index[Symbol.asyncDispose]());

function get(id: string, headers: Record<string, string> = {}, query = "", method = "GET") {
  const url = `http://localhost/image/${encodeURIComponent(id)}${query}`;
  return handler(new Request(url, { method, headers }));
}

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

describe("GET /image/{id}", () => {
  it.each(["memory-0", "disk-0"])("gives the original of %s", async (name) => {
    const response = await get(index.ids.get(name)!);
    const original = Buffer.from(index.pictures.get(name)!);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "image/jpeg",
      "content-length": String(original.byteLength),
      "accept-ranges": "bytes",
      "cache-control": "public, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
      "content-security-policy": "sandbox; default-src 'none'",
    });
    expect((await bytesOf(response)).equals(original)).toBe(true);
  });

  it("gives a JPEG thumbnail with an ETag of its own", async () => {
    const id = index.ids.get("memory-0")!;
    const original = await get(id);
    const thumbnail = await get(id, {}, "?variant=thumbnail");
    expect(thumbnail.headers.get("content-type")).toBe("image/jpeg");
    expect(thumbnail.headers.get("etag")).not.toBe(original.headers.get("etag"));
    const { format, width, height } = await sharp(await bytesOf(thumbnail)).metadata();
    expect({ format, width, height }).toEqual({ format: "jpeg", width: 320, height: 240 });
    await original.body?.cancel();
  });

  it("answers HEAD with the length and no body", async () => {
    const response = await get(index.ids.get("memory-1")!, {}, "", "HEAD");
    const { byteLength } = index.pictures.get("memory-1")!;
    expect(response.headers.get("content-length")).toBe(String(byteLength));
    expect((await bytesOf(response)).byteLength).toBe(0);
  });

  it("answers 304 to a known ETag, weak or in a list", async () => {
    const id = index.ids.get("memory-1")!;
    const etag = (await get(id, {}, "", "HEAD")).headers.get("etag")!;
    for (const header of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const response = await get(id, { "if-none-match": header });
      expect(response.status).toBe(304);
      expect(response.headers.get("etag")).toBe(etag);
    }
    expect((await get(id, { "if-none-match": '"other"' }, "", "HEAD")).status).toBe(200);
  });

  it("answers ranges", async () => {
    const id = index.ids.get("memory-1")!;
    const original = Buffer.from(index.pictures.get("memory-1")!);
    const size = original.byteLength;
    const ranges: [string, number, number][] = [
      ["bytes=0-9", 0, 9],
      ["bytes=100-", 100, size - 1],
      ["bytes=-50", size - 50, size - 1],
    ];
    for (const [header, start, end] of ranges) {
      const response = await get(id, { range: header });
      expect(response.status).toBe(206);
      expect(response.headers.get("content-range")).toBe(`bytes ${start}-${end}/${size}`);
      expect(response.headers.get("content-length")).toBe(String(end - start + 1));
      expect((await bytesOf(response)).equals(original.subarray(start, end + 1))).toBe(true);
    }
  });

  it("gives the whole when If-Range names other bytes", async () => {
    const id = index.ids.get("memory-1")!;
    const etag = (await get(id, {}, "", "HEAD")).headers.get("etag")!;
    const same = await get(id, { range: "bytes=0-9", "if-range": etag });
    const other = await get(id, { range: "bytes=0-9", "if-range": '"other"' });
    expect([same.status, other.status]).toEqual([206, 200]);
    await same.body?.cancel();
    await other.body?.cancel();
  });

  it("answers 416 to a range past the end", async () => {
    const response = await get(index.ids.get("memory-1")!, { range: "bytes=99999999-" });
    const { byteLength } = index.pictures.get("memory-1")!;
    expect(response.status).toBe(416);
    expect(response.headers.get("content-range")).toBe(`bytes */${byteLength}`);
    expect(await response.json()).toMatchObject({ code: "invalid_input", status: 416 });
  });

  it("answers 404 to an unknown id", async () => {
    const response = await get("00000000-0000-5000-8000-000000000000");
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: "not_found" });
  });

  it("answers 400 to an unknown variant", async () => {
    const response = await get(index.ids.get("memory-1")!, {}, "?variant=huge");
    expect(response.status).toBe(400);
  });

  it("answers 404 without a path when the file has moved, and still has the thumbnail", async () => {
    const id = index.ids.get("disk-1")!;
    const file = join(index.folder, "disk-1.jpg");
    await rename(file, `${file}.away`);
    const response = await get(id);
    expect(response.status).toBe(404);
    const text = await response.text();
    expect(text).toContain("variant=thumbnail");
    expect(text).not.toContain(index.folder);
    const thumbnail = await get(id, {}, "?variant=thumbnail", "HEAD");
    expect(thumbnail.status).toBe(200);
    await rename(`${file}.away`, file);
  });

  it("answers 404 once the picture is deleted", async () => {
    const id = index.ids.get("memory-3")!;
    await index.revimg.delete([id]);
    expect((await get(id)).status).toBe(404);
    expect((await get(id, {}, "?variant=thumbnail")).status).toBe(404);
  });
});
