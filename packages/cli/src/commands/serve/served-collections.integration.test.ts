import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { drawFolder } from "../../testing/pictures.js";
import { readLines, runRevimg } from "../../testing/run-revimg.js";
import { startServer, type TestServer } from "../../testing/running-server.js";

let directory: string;
let server: TestServer;
const run = (...words: string[]) => runRevimg(words, { directory });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-collections-"));
  await drawFolder(join(directory, "photos"), 3);
  await run("index", "photos", "--collection", "shop", "--model", "mini");
  server = await startServer(directory, ["--serve-collection", "*", "--max-open", "2"]);
});
afterAll(async () => {
  await server?.stop();
  await rm(directory, { recursive: true });
});

it("answers for another collection of the data directory, and names its address", async () => {
  const { stdout } = await run("stats", "--server", `${server.url}/c/shop`, "--json");
  expect(readLines(stdout)[0]).toMatchObject({ count: 3 });
  const own = await run("stats", "--server", server.url, "--json");
  expect(readLines(own.stdout)[0]).toMatchObject({ count: 0 });
  const locked = await run("search", "photos/picture-001.jpg", "--collection", "shop");
  expect(locked.exitCode).toBe(17);
  expect(locked.stderr).toContain(`--server ${server.url}/c/shop`);
});

it("makes no collection because somebody asks for it", async () => {
  const answer = await fetch(`${server.url}/c/blog/images`);
  expect(answer.status).toBe(404);
  expect(await answer.text()).not.toContain(directory);
  expect((await readdir(join(directory, "revimg-data"))).toSorted()).toEqual(["default", "shop"]);
});
