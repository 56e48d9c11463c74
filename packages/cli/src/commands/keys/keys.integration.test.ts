import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawFolder } from "../../testing/pictures.js";
import { readLines, runRevimg } from "../../testing/run-revimg.js";
import { startServer, type TestServer } from "../../testing/running-server.js";

let directory: string;
const run = (words: string[], environment: Record<string, string> = {}) =>
  runRevimg(words, { directory, environment });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-keys-"));
  await drawFolder(join(directory, "photos"), 2);
  await run(["index", "photos", "--model", "mini"]);
});
afterAll(() => rm(directory, { recursive: true }));

it("makes a key alone on stdout, lists it without showing it, and revokes it", async () => {
  expect((await run(["keys"])).stdout).toContain("There are no keys.");
  const words = ["keys", "add", "--label", "shop", "--scope", "read", "--scope", "write"];
  const { stdout, stderr } = await run([...words, "--days", "30"]);
  expect(stdout).toMatch(/^revimg_[0-9a-f]{12}_[\w-]{43}\n$/);
  const [, id] = stdout.split("_");
  expect(stderr).toContain(`the key ${id} (read, write)`);

  const listed = await run(["keys", "list"]);
  expect(listed.stdout).toMatch(
    new RegExp(`^${id} +…\\S{4} +read, write +its own +\\S{10} +\\S{10} +shop$`, "m"),
  );
  expect(listed.stdout).not.toContain(stdout.trim());
  const revoked = await run(["keys", "revoke", id!, "--json"]);
  expect(readLines(revoked.stdout)).toEqual([{ revoked: id }]);
  expect((await run(["keys", "revoke", id!])).exitCode).toBe(15);
});

it.each([
  [["add", "--label", "x"], "--scope"],
  [["add", "--label", "x", "--scope", "all"], "read, write, admin"],
  [["add", "--scope", "read"], "--label"],
  [["remove"], "unknown command 'keys remove'"],
])("refuses keys %j", async (words, reason) => {
  const { exitCode, stderr } = await run(["keys", ...words]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(reason);
});

describe("a server whose reading needs a key", () => {
  let server: TestServer;
  let admin: string;
  /** What the server printed before any request. */
  let first: Record<string, unknown>[];

  beforeAll(async () => {
    // What the command line says wins; the rest of the file holds.
    const configuration = { server: { read: "open", accessLog: true, backups: "backups" } };
    await writeFile(join(directory, "revimg.config.json"), JSON.stringify(configuration));
    server = await startServer(directory, [
      "--read",
      "key",
      "--source",
      "photos",
      "--show-folders",
    ]);
    first = readLines(server.printed());
    admin = String(first[0]?.key);
  });
  afterAll(() => server?.stop());

  it("prints an admin key once, if there is none", async () => {
    expect(first.map(({ type }) => type)).toEqual(["listening"]);
    expect(admin).toMatch(/^revimg_/);
    const listed = await run(["keys", "list", "--json", "--server", server.url], {
      REVIMG_KEY: admin,
    });
    expect(readLines(listed.stdout)[0]).toMatchObject({ keys: [{ scopes: ["admin"] }] });
  });

  it("tells admins of its sources, backups and settings", async () => {
    const headers = { authorization: `Bearer ${admin}` };
    const get = async (path: string) => (await fetch(`${server.url}${path}`, { headers })).json();
    expect(await get("/sources")).toEqual({
      sources: [{ name: "photos", description: "photos" }],
      can_back_up: true,
    });
    const { settings } = (await get("/configuration")) as { settings: { key: string }[] };
    const of = (key: string) => settings.find((setting) => setting.key === key);
    expect(of("server.sources")).toMatchObject({ value: "photos", source: "--source" });
    expect(of("server.backups")).toMatchObject({ value: "backups", origin: "file" });
    const filter = encodeURIComponent('{"folder":"photos"}');
    const { images } = (await get(`/images?filter=${filter}`)) as { images: object[] };
    expect(images).toMatchObject([{ folder: "photos" }, { folder: "photos" }]);
  });

  it("makes and revokes keys while it runs", async () => {
    const locked = await run(["keys", "list"]);
    expect(locked.exitCode).toBe(17);
    expect(locked.stderr).toContain(`revimg keys list --server ${server.url}`);

    const through = ["--server", server.url];
    const missing = await run(["keys", "list", ...through]);
    expect(missing.exitCode).toBe(25);
    expect(missing.stderr).toContain("REVIMG_KEY");

    const as = (key: string) => ({ REVIMG_KEY: key });
    const add = ["keys", "add", "--label", "reader", "--scope", "read", "--days", "2"];
    const reader = (await run([...add, ...through], as(admin))).stdout.trim();
    expect((await run(["stats", ...through], as(reader))).stdout).toMatch(/^Pictures +2$/m);
    const search = ["search", "photos/picture-001.jpg", "--json", ...through];
    expect((await run(search, as(reader))).exitCode).toBe(0);
    expect((await run(["keys", "list", ...through], as(reader))).exitCode).toBe(29);

    const [, id] = reader.split("_");
    expect((await run(["keys", "revoke", id!, ...through], as(admin))).exitCode).toBe(0);
    expect((await run(["stats", ...through], as(reader))).exitCode).toBe(25);
    expect((await run(["keys", "revoke", id!, ...through], as(admin))).exitCode).toBe(15);
  });

  it("writes its access log as lines of JSON, without keys", async () => {
    const { stdout } = await server.stop();
    const lines = readLines(stdout).filter(({ type }) => type === "request");
    expect(lines.length).toBeGreaterThan(5);
    expect(lines).toContainEqual(
      expect.objectContaining({
        method: "POST",
        path: "/search",
        status: 200,
        address: "127.0.0.1",
      }),
    );
    expect(lines.map((line) => JSON.stringify(line)).join()).not.toContain(admin.slice(-20));
  });
});
