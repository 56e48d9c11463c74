import sharp from "sharp";
import { afterAll, expect, it, test } from "vitest";
import { createHandler } from "../create-handler.js";
import { jsonOf, openTestIndex, problemOf } from "../test-index.js";
import type { ComparisonResponse } from "../wire/comparison.js";

const index = await openTestIndex();
const handler = createHandler(index.revimg, { maxUploadBytes: 200_000 });
afterAll(() => index[Symbol.asyncDispose]());

const original = index.pictures.get("memory-0")!;

function ask(parts: Record<string, Uint8Array | string>, path = "/compare") {
  const form = new FormData();
  for (const [name, part] of Object.entries(parts)) {
    if (typeof part === "string") form.set(name, part);
    else form.set(name, new Blob([new Uint8Array(part)]), `${name}.jpg`);
  }
  return handler(new Request(`http://localhost${path}`, { method: "POST", body: form }));
}

async function compare(copy: Uint8Array): Promise<ComparisonResponse> {
  const response = await ask({ original, copy });
  expect(response.status).toBe(200);
  return jsonOf(response);
}

it("tells a copy, what was done to it, and another picture", async () => {
  expect(await compare(original)).toEqual({
    tier: "exact",
    evidence: {
      ...{ by: "bytes", edits: [], overlap: 1, query_overlap: 1, rotation: 0 },
      transform: [
        [1, 0, 0],
        [0, 1, 0],
      ],
    },
    similarity: expect.closeTo(1, 5),
  });
  const mirrored = await compare(await sharp(original).flop().jpeg().toBuffer());
  expect(mirrored).toMatchObject({ tier: "edited", evidence: { edits: ["mirrored"] } });
  const other = await compare(index.pictures.get("memory-1")!);
  expect(other).toMatchObject({ tier: "different", evidence: null });
  expect(other.similarity).toBeLessThan(mirrored.similarity);
});

it("takes pictures without file names", async () => {
  const boundary = "----b";
  const head = (name: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`;
  const body = Buffer.concat([
    ...[Buffer.from(head("original")), original, Buffer.from(`\r\n${head("copy")}`), original],
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
  const request = new Request("http://localhost/compare", { method: "POST", body, headers });
  expect((await jsonOf<ComparisonResponse>(await handler(request))).tier).toBe("exact");
});

test.each<[string, Record<string, Uint8Array | string>, string]>([
  ["one picture", { original }, 'it has the file "original"'],
  ["nothing", { copy: "" }, "The picture has no bytes"],
  ["another field", { original, copy: original, copie: "a" }, "Did you mean copy?"],
  ["another file", { original, cpy: original }, "Did you mean copy?"],
])("%s is refused", async (_, parts, message) => {
  expect((await problemOf(await ask(parts), 400)).detail).toContain(message);
});

it("refuses parameters, other bodies, what is no picture, and too many bytes", async () => {
  const pair = { original, copy: original };
  expect((await problemOf(await ask(pair, "/compare?limit=1"), 400)).detail).toContain("limit");
  const body = { method: "POST", body: "{}", headers: { "content-type": "application/json" } };
  const json = await handler(new Request("http://localhost/compare", body));
  expect((await problemOf(json, 415)).detail).toContain("curl -F original=@first.jpg");
  const noise = await ask({ original, copy: new Uint8Array(100).fill(7) });
  expect((await problemOf(noise, 422)).code).toBe("image_decode_failed");
  const large = await ask({ original, copy: new Uint8Array(200_000) });
  expect((await problemOf(large, 413)).code).toBe("image_too_large");
});
