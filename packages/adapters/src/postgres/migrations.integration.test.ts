import { spawn } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";
import { Connections } from "./connections.js";
import { type Migration, migrate, migrations } from "./migrations.js";
import { checkOptions } from "./options.js";
import { numberedFrom } from "./testing/records.js";
import { connect, openStore, ownServer } from "./testing/server.js";

const own = ownServer();

test("ten processes open a new collection and put the same pictures at once: every picture once", async (context) => {
  const { url } = own.get(context);
  const records = numberedFrom(0, 200);
  const built = new URL("../../dist/postgres.js", import.meta.url).href;
  const program = `
    import { postgres } from ${JSON.stringify(built)};
    let input = "";
    for await (const part of process.stdin) input += part;
    const store = postgres({ url: ${JSON.stringify(url)} });
    await store.open({ collection: "ten" });
    await store.put(JSON.parse(input));
    await store.close();`;
  const children = Array.from({ length: 10 }, () => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["pipe", "ignore", "pipe"],
    });
    let errors = "";
    child.stderr.on("data", (text) => {
      errors += text;
    });
    // All of them wait for their input until the last one runs.
    const ended = new Promise((resolve) => child.once("exit", (code) => resolve({ code, errors })));
    return { child, ended };
  });
  await Promise.all(
    children.map(({ child }) => new Promise((resolve) => child.once("spawn", resolve))),
  );
  for (const { child } of children) child.stdin.end(JSON.stringify(records));
  expect(await Promise.all(children.map(({ ended }) => ended))).toEqual(
    children.map(() => ({ code: 0, errors: "" })),
  );
  const store = await openStore({ url }, "ten");
  expect((await store.stats()).count).toEqual({ pending: 0, indexed: 200, failed: 0, deleting: 0 });
  expect(await store.get(records.map(({ id }) => id))).toEqual(records);
  expect(await store.tagCounts(["tag 7"])).toEqual(new Map([["tag 7", 16]]));
});

test("a schema of an older format is brought to the newest one, with its rows, by one of many", async (context) => {
  const { url } = own.get(context);
  const store = await openStore({ url }, "older");
  await store.put(numberedFrom(0, 3));
  const addColumn: Migration = (s) => `alter table ${s}.images add column place text;
    update ${s}.images set place = 'here'`;
  const connections = new Connections(checkOptions({ url }));
  onTestFinished(() => connections.close());
  const steps = [...migrations, addColumn];
  await Promise.all(
    Array.from({ length: 5 }, () => migrate(connections, "revimg_older", undefined, steps)),
  );
  const { rows } = await (await connect(url)).query(
    "select format, (select count(*)::int from revimg_older.images where place = 'here') as moved from revimg_older.state",
  );
  expect(rows).toEqual([{ format: steps.length, moved: 3 }]);
});

test("a migration that fails leaves the schema as it was", async (context) => {
  const { url } = own.get(context);
  const store = await openStore({ url }, "broken");
  await store.put(numberedFrom(0, 3));
  const connections = new Connections(checkOptions({ url }));
  onTestFinished(() => connections.close());
  const breaking: Migration = (s) => `drop table ${s}.image_tags; select 1 / 0`;
  await expect(
    migrate(connections, "revimg_broken", undefined, [...migrations, breaking]),
  ).rejects.toMatchObject({ code: "store_failed", retryable: false });
  expect(await store.tagCounts(["tag 0"])).toEqual(new Map([["tag 0", 1]]));
});

test("a schema in which a path led to one picture keeps its sources, and lets paths be shared", async (context) => {
  const { url } = own.get(context);
  const connections = new Connections(checkOptions({ url }));
  onTestFinished(() => connections.close());
  await migrate(connections, "revimg_paths", undefined, migrations.slice(0, 2));
  const [record, other] = numberedFrom(0, 2);
  const web = { url: "https://example.org/0" };
  const client = await connect(url);
  await client.query(
    `insert into revimg_paths.images (id, filename, file_size, dimensions, created_at, width,
       height, mime_type, content_hash, attributes, original, status)
     values ($1, '0.jpg', 1, '1x1', now(), 1, 1, 'image/jpeg', $2, '{}', 'copy', 'indexed')`,
    [record!.id, record!.contentHash],
  );
  // As that format wrote them: a source that says nowhere had the key of an empty URL.
  await client.query(
    `insert into revimg_paths.image_sources (image_id, key, url, path, title) values
       ($1, encode(sha256('url '), 'base64'), null, null, 'From memory'),
       ($1, encode(sha256('path /0.jpg'), 'base64'), null, '/0.jpg', null),
       ($1, encode(sha256('url https://example.org/0'), 'base64'), $2, null, null)`,
    [record!.id, web.url],
  );
  const store = await openStore({ url }, "paths");
  const [migrated] = await store.get([record!.id]);
  expect(migrated?.sources).toEqual([{ title: "From memory" }, { path: "/0.jpg" }, web]);
  await store.put([
    { ...migrated!, sources: [{ tags: [] }] },
    { ...other!, sources: [{ path: "/0.jpg", ctimeMs: 2.25 }] },
  ]);
  const [[first, second] = []] = await store.findByPath(["/0.jpg"]);
  expect(first?.sources).toEqual([{ path: "/0.jpg" }, web, { tags: [] }]);
  expect(second?.sources).toEqual([{ path: "/0.jpg", ctimeMs: 2.25 }]);
});

test("a schema of a newer format is refused and not changed", async (context) => {
  const { url } = own.get(context);
  await openStore({ url }, "newer");
  await (await connect(url)).query("update revimg_newer.state set format = 99");
  await expect(openStore({ url }, "newer")).rejects.toMatchObject({
    code: "index_mismatch",
    details: { found: 99, expected: migrations.length },
  });
});

test("a user who may only read opens a collection that is up to date", async (context) => {
  const { url } = own.get(context);
  const store = await openStore({ url }, "readable");
  await store.put(numberedFrom(0, 1));
  const admin = await connect(url);
  await admin.query(`create user reader password 'reader';
    grant usage on schema revimg_readable to reader;
    grant select on all tables in schema revimg_readable to reader`);
  const readerUrl = url.replace(/\/\/[^@]*@/, "//reader:reader@");
  const reader = await openStore({ url: readerUrl }, "readable");
  expect(await reader.findByPath(["/pictures/0.jpg"])).toEqual([numberedFrom(0, 1)]);
  await expect(reader.put(numberedFrom(1, 1))).rejects.toMatchObject({
    code: "store_failed",
    retryable: false,
  });
});
