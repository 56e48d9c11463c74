import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { AccessKeys } from "./guard/access-keys.js";
import { type RunningServer, serve } from "./serve.js";
import { drawPicture, jsonOf, openTestIndex, type TestIndex } from "./test-index.js";

/** Lies beside the pictures and the index, where no address may lead. */
const secret = "nobody may read this";

let index: TestIndex;
let server: RunningServer;
let key: string;

beforeAll(async () => {
  index = await openTestIndex();
  await writeFile(join(index.folder, "..", "secret.txt"), secret);
  key = (await new AccessKeys(index.revimg.settings).add({ label: "test", scopes: ["write"] }))
    .text;
  server = await serve({ revimg: index.revimg, port: 0 });
});
afterAll(async () => {
  await server?.close();
  await index?.[Symbol.asyncDispose]();
});

/** Sends a path as it stands: `fetch` would tidy it first. */
async function ask(target: string): Promise<string> {
  const socket = connect(server.port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  let text = "";
  socket.setEncoding("latin1").on("data", (part) => {
    text += part;
  });
  await once(socket, "close");
  return text;
}

const climbs = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "%252e%252e%252f", "..%c0%af"];

it.each([
  ...climbs.flatMap((up) =>
    ["image", "images", "docs", "jobs"].map((room) => `/${room}/${up.repeat(3)}secret.txt`),
  ),
  ...["//secret.txt", "/image/%00", "/image/%", "/docs/\\..\\..\\secret.txt", "/./../secret.txt"],
  ...["/image/x?variant=../../secret.txt", "/image/x?variant=%00"],
])("%s leads to no file", async (target) => {
  const answer = await ask(target);
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(answer).not.toContain(secret);
  expect(answer).not.toContain(index.folder);
});

it.each([
  "/image/x/../../keys",
  "/health/live/../../keys",
  "/docs/%2e%2e/keys",
  "//keys",
  "/keys/",
])("%s needs a key as /keys does, or is none of the server's addresses", async (target) => {
  expect(await ask(target)).toMatch(/^HTTP\/1\.1 40[14] /);
});

it("a whole address in the request line counts as its path alone", async () => {
  expect(await ask("http://evil.example/keys")).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(await ask("http://localhost/health/live")).toMatch(/^HTTP\/1\.1 200 /);
});

it("what a client names never becomes a header", async () => {
  const evil = "a\r\nSet-Cookie: evil=1\r\n\r\n<b>.jpg";
  const form = new FormData();
  form.set("title", evil);
  form.set("page_url", "https://example.org/%0d%0aSet-Cookie:%20evil=1");
  form.set("image", new Blob([await drawPicture(40)], { type: "image/jpeg" }), evil);
  const added = await fetch(`${server.url}/images`, {
    ...{ method: "POST", body: form, headers: { authorization: `Bearer ${key}` } },
  });
  const { id } = await jsonOf<{ id: string }>(added.clone());
  const refused = ["/images?sort=%0d%0aSet-Cookie:%20evil=1", "/%0d%0aSet-Cookie:%20evil=1"];
  const paths = [`/image/${id}`, `/image/${id}?variant=thumbnail`, `/images/${id}`, ...refused];
  const seen = [added, ...(await Promise.all(paths.map((path) => fetch(`${server.url}${path}`))))];
  expect(seen.map(({ status }) => status)).toEqual([201, 200, 200, 200, 400, 404]);
  for (const answer of seen) {
    expect(answer.headers.has("set-cookie")).toBe(false);
    expect([...answer.headers.values()].join()).not.toContain("evil");
  }
});
