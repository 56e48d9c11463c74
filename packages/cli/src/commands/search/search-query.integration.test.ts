import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { drawFolder } from "../../testing/pictures.js";
import { readLines, runRevimg } from "../../testing/run-revimg.js";
import { startServer, type TestServer } from "../../testing/running-server.js";

let directory: string;
let server: TestServer;
let web: Server;

/** Searches by name: what stands after `revimg search`, and what an open index answered. */
const searches = new Map<string, { words: string[]; images: Image[] }>();

interface Image {
  id: string;
  filename: string;
  similarity: number;
  tier: string;
}

const run = (...words: string[]) => runRevimg(["search", ...words], { directory });

async function imagesOf(words: readonly string[]): Promise<Image[]> {
  const { exitCode, stdout, stderr } = await run(...words, "--json");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return readLines(stdout)[0]?.similar_images as Image[];
}

const photo = (number: number) => `photos/picture-00${number}.jpg`;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-query-"));
  await drawFolder(join(directory, "photos"), 8);
  web = createServer(async (_, response) => {
    response.writeHead(200, { "content-type": "image/jpeg" });
    response.end(await readFile(join(directory, photo(2))));
  });
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  const { port } = web.address() as AddressInfo;
  const config = { urls: { allowPrivate: [`127.0.0.1:${port}`] } };
  await writeFile(join(directory, "revimg.config.json"), JSON.stringify(config));
  await runRevimg(["index", "photos", "--model", "mini"], { directory });
  const [first] = await imagesOf([photo(3), "--limit", "1"]);
  const words = {
    picture: [photo(2)],
    address: [`http://127.0.0.1:${port}/a.jpg`],
    id: ["--id", first!.id],
    region: [photo(2), "--region", "0%,0%,50%,50%"],
    "region in pixels": [photo(2), "--region", "10,10,60,40"],
    cutoff: [photo(2), "--cutoff", "1"],
    several: [photo(2), "--id", first!.id],
    negative: [photo(2), "--negative", photo(5)],
    "negative id": [photo(2), "--negative-id", first!.id],
  };
  for (const [name, each] of Object.entries(words)) {
    searches.set(name, { words: each, images: await imagesOf(each) });
  }
  server = await startServer(directory);
});

afterAll(async () => {
  await server?.stop();
  web?.close();
  await rm(directory, { recursive: true });
});

const found = (name: string) => searches.get(name)!.images;

it("finds by its address what the picture behind it finds", () => {
  expect(found("address")).toEqual(found("picture"));
  expect(found("picture")[0]).toMatchObject({ filename: "picture-002.jpg", tier: "exact" });
});

it("finds more like an indexed picture, itself left out", () => {
  expect(found("id").map(({ filename }) => filename)).not.toContain("picture-003.jpg");
  expect(found("id")).toHaveLength(7);
});

it("takes several things together, and less of others", () => {
  for (const name of ["several", "negative id"]) {
    expect(found(name).map(({ filename }) => filename)).not.toContain("picture-003.jpg");
  }
  const last = found("negative").at(-1);
  expect(last?.filename).toBe("picture-005.jpg");
  expect(last!.similarity).toBeLessThan(0);
});

it("cuts what does not stand out", () => {
  expect(found("cutoff").length).toBeLessThan(8);
  expect(found("cutoff")[0]?.filename).toBe("picture-002.jpg");
});

it("finds the same through a server", async () => {
  for (const [name, { words, images }] of searches) {
    const answered = await imagesOf([...words, "--server", server.url]);
    const facts = ({ id, similarity, tier }: Image) => ({ id, similarity, tier });
    expect(answered.map(facts), name).toEqual(images.map(facts));
  }
});

it.each([
  ["a region that is none", [photo(2), "--region", "1,2,3"], 2, "region must be x,y,width,height"],
  ["a region outside", [photo(2), "--region", "0,0,9000,10"], 2, "not within the picture"],
  ["an empty text", ["--text", ""], 2, "a text must have"],
  ["an unknown id", ["--id", "none"], 15, ""],
])("refuses %s", async (_, words, code, message) => {
  const { exitCode, stderr } = await run(...words, "--server", server.url);
  expect(exitCode).toBe(code);
  expect(stderr).toContain(message);
});
