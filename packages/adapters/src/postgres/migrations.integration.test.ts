import { spawn } from "node:child_process";
import { expect, onTestFinished, test } from "vitest";
import { Connections } from "./connections.js";
import { type Migration, migrate } from "./migrations.js";
import { checkOptions } from "./options.js";
import { numberedFrom } from "./testing/records.js";
import { connect, openStore, ownServer } from "./testing/server.js";

const own = ownServer();

/** Made up: format 2 says where a picture hangs, format 3 on which floor. */
const addPlace: Migration = (s) => `alter table ${s}.images add column place text;
  update ${s}.images set place = 'here'`;
const addFloor: Migration = (s) => `alter table ${s}.images add column floor integer;
  update ${s}.images set floor = (select count(*) from ${s}.images)`;

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
  const connections = new Connections(checkOptions({ url }));
  onTestFinished(() => connections.close());
  await Promise.all(
    Array.from({ length: 5 }, () =>
      migrate(connections, "revimg_older", undefined, [addPlace, addFloor]),
    ),
  );
  const { rows } = await (await connect(url)).query(
    `select format, (select count(*)::int from revimg_older.images
       where place = 'here' and floor = 3) as moved from revimg_older.state`,
  );
  expect(rows).toEqual([{ format: 3, moved: 3 }]);
});

test("a schema goes through the steps that it lacks, each once", async (context) => {
  const { url } = own.get(context);
  await openStore({ url }, "steps");
  const connections = new Connections(checkOptions({ url }));
  onTestFinished(() => connections.close());
  // A second run of a step would fail: its column is there.
  for (const steps of [[addPlace], [addPlace], [addPlace, addFloor], [addPlace, addFloor]]) {
    await migrate(connections, "revimg_steps", undefined, steps);
  }
  const { rows } = await (await connect(url)).query("select format from revimg_steps.state");
  expect(rows).toEqual([{ format: 3 }]);
});

test("a schema that is migrated has the tables of a new one", async (context) => {
  const { url } = own.get(context);
  await openStore({ url }, "migrated");
  const connections = new Connections(checkOptions({ url }));
  onTestFinished(() => connections.close());
  for (const schema of ["revimg_migrated", "revimg_fresh"]) {
    await migrate(connections, schema, undefined, [addPlace, addFloor]);
  }
  const client = await connect(url);
  const tablesOf = async (schema: string) => {
    const { rows } = await client.query(
      `select table_name, column_name, data_type, is_nullable, column_default
       from information_schema.columns where table_schema = $1
       order by table_name, ordinal_position`,
      [schema],
    );
    return JSON.stringify(rows).replaceAll(schema, "revimg");
  };
  expect(await tablesOf("revimg_migrated")).toBe(await tablesOf("revimg_fresh"));
});

test("a migration that fails leaves the schema as it was", async (context) => {
  const { url } = own.get(context);
  const store = await openStore({ url }, "broken");
  await store.put(numberedFrom(0, 3));
  const connections = new Connections(checkOptions({ url }));
  onTestFinished(() => connections.close());
  const breaking: Migration = (s) => `drop table ${s}.image_tags; select 1 / 0`;
  await expect(
    migrate(connections, "revimg_broken", undefined, [addPlace, breaking]),
  ).rejects.toMatchObject({ code: "store_failed", retryable: false });
  expect(await store.tagCounts(["tag 0"])).toEqual(new Map([["tag 0", 1]]));
  const { rows } = await (await connect(url)).query("select format from revimg_broken.state");
  expect(rows).toEqual([{ format: 1 }]);
});

test("a schema of a newer format is refused and not changed", async (context) => {
  const { url } = own.get(context);
  await openStore({ url }, "newer");
  await (await connect(url)).query("update revimg_newer.state set format = 99");
  await expect(openStore({ url }, "newer")).rejects.toMatchObject({
    code: "index_mismatch",
    details: { found: 99, expected: 1 },
    message: expect.stringContaining("newer version of revimg (format 99; this version knows 1)"),
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
