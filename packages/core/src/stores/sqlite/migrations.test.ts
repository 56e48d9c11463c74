import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sqlite from "node-sqlite3-wasm";
import { describe, expect, onTestFinished, test } from "vitest";
import { plainRecord } from "../../testing/plain-record.js";
import { temporaryFolder } from "../../testing/temporary.js";
import { Database } from "./database.js";
import { toRecords } from "./metadata-rows.js";
import { MetadataTables } from "./metadata-tables.js";
import { type Migration, migrations } from "./migrations.js";
import { VectorTables } from "./vector-tables.js";

/** Made up: format 2 says where a picture hangs, format 3 how high. */
const addPlace: Migration = (file) => {
  file.exec("alter table images add column place text; update images set place = 'here'");
};
const addHeight: Migration = (file) => {
  file.exec("alter table images add column height_above_floor real");
  const pictures = file.all("select id from images").length;
  file.exec(`update images set height_above_floor = ${pictures}`);
};

/** Fails after it has changed things. */
const breaking: Migration = (file) => file.exec("drop table image_tags; select no_such_column");

const records = ["first", "second"].map((id) => ({
  ...plainRecord(id),
  sources: [{ path: `/${id}.jpg`, ctimeMs: 2.25 }],
  tags: [{ tag: "dog", confidence: 0.5, origin: "model" as const }],
}));

/** A closed file of today's format with rows and vectors. */
async function fileOfFormatOne(): Promise<string> {
  const file = join(await temporaryFolder(), "index.sqlite");
  const database = new Database(file, []);
  new MetadataTables(database).put(records);
  new VectorTables(database, "photos-1", 2, 1).upsert([
    { id: "first", vector: Float32Array.of(1, 0) },
  ]);
  database.close();
  return file;
}

function open(file: string, steps: readonly Migration[]): Database {
  const database = new Database(file, steps);
  onTestFinished(() => database.close());
  return database;
}

/** As another program would. */
function look(file: string, sql: string): Record<string, unknown>[] {
  const database = new sqlite.Database(file);
  database.exec("pragma locking_mode = exclusive");
  const rows = database.all(sql) as Record<string, unknown>[];
  database.close();
  return rows;
}

const formatOf = (database: Database) => database.get("pragma user_version")?.user_version;

test("there has been one format: a new file is of format 1", async () => {
  const database = open(join(await temporaryFolder(), "index.sqlite"), migrations);
  expect(migrations).toEqual([]);
  expect(formatOf(database)).toBe(1);
});

describe("a file of an older format", () => {
  test("is brought to the newest one, with its rows, tags, sources and vectors", async () => {
    const database = open(await fileOfFormatOne(), [addPlace, addHeight]);
    expect(formatOf(database)).toBe(3);
    expect(database.all("select id, place, height_above_floor from images order by id")).toEqual([
      { id: "first", place: "here", height_above_floor: 2 },
      { id: "second", place: "here", height_above_floor: 2 },
    ]);
    const metadata = new MetadataTables(database);
    expect(toRecords(metadata.get(["first", "second"], true), 2)).toEqual(records);
    expect(metadata.tagCounts(["dog"])).toEqual(new Map([["dog", 2]]));
    const vectors = new VectorTables(database, "photos-1", 2, 1);
    expect(vectors.query(Float32Array.of(1, 0), 5)).toEqual([{ id: "first", score: 1 }]);
    expect(database.all("pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
  });

  test("goes through the steps that it lacks, each once", async () => {
    const file = await fileOfFormatOne();
    new Database(file, [addPlace]).close();
    // A second run of `addPlace` would fail: the column is there.
    for (let opened = 0; opened < 2; opened++) {
      const database = new Database(file, [addPlace, addHeight]);
      expect(formatOf(database)).toBe(3);
      database.close();
    }
  });

  test("has the same tables as a new file afterwards", async () => {
    const tables = (database: Database) =>
      database.all(
        "select name, sql from sqlite_master where name not glob '*_1*' and name not glob 'sqlite_*' order by type, name",
      );
    const fresh = open(join(await temporaryFolder(), "index.sqlite"), [addPlace, addHeight]);
    const migrated = open(await fileOfFormatOne(), [addPlace, addHeight]);
    expect(tables(migrated)).toEqual(tables(fresh));
    expect(formatOf(fresh)).toBe(3);
  });

  test("leaves no copy behind once it is migrated, also not that of a killed run", async () => {
    const file = await fileOfFormatOne();
    await writeFile(`${file}.format-1.bak.tmp`, "half a copy");
    new Database(file, [addPlace]).close();
    expect(await readdir(join(file, ".."))).toEqual(["index.sqlite"]);
  });

  test("stays as it is, with a copy beside it, when the migration fails", async () => {
    const file = await fileOfFormatOne();
    expect(() => new Database(file, [addPlace, breaking])).toThrow(
      expect.objectContaining({ code: "store_failed" }),
    );
    const copy = join(await temporaryFolder(), "copy.sqlite");
    await copyFile(`${file}.format-1.bak`, copy);
    for (const whole of [file, copy]) {
      expect(look(whole, "pragma user_version")).toEqual([{ user_version: 1 }]);
      const database = open(whole, [addPlace]);
      expect(toRecords(new MetadataTables(database).get(["first", "second"], true), 2)).toEqual(
        records,
      );
      expect(database.all("select place from images where id = 'first'")).toEqual([
        { place: "here" },
      ]);
    }
    expect(await readdir(join(file, ".."))).not.toContain("index.sqlite.format-1.bak");
  });
});

test("a file of a newer format is refused and not changed", async () => {
  const file = await fileOfFormatOne();
  new Database(file, [addPlace]).close();
  const before = await readFile(file);
  expect(() => new Database(file)).toThrow(
    expect.objectContaining({
      code: "index_mismatch",
      message: expect.stringContaining("newer revimg (format 2; this one reads 1). Update revimg"),
      details: { found: 2, supported: 1 },
    }),
  );
  expect(await readFile(file)).toEqual(before);
});
