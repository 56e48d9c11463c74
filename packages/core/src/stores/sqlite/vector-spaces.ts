import { RevimgError } from "../../lib/errors.js";
import { ScanIndex } from "../../scan/scan-index.js";
import type { Database } from "./database.js";
import { spaceTables } from "./schema.js";

/** The number in the names of a space's tables. */
export function findOrCreateSpace(database: Database, name: string, dimension: number): number {
  const row = database.get("select * from vector_spaces where name = ?", [name]);
  if (row) {
    const number = Number(row.number);
    if (Number(row.codes_version) !== ScanIndex.formatVersion) forgetCodes(database, number);
    if (Number(row.dimension) === dimension) return number;
    throw new RevimgError(
      "index_mismatch",
      `The vector space "${name}" holds vectors of ${row.dimension} dimensions, not ${dimension}. Index into another folder to use this model.`,
      { adapter: "sqlite", details: { found: row.dimension, expected: dimension } },
    );
  }
  return database.transaction(() => {
    database.run("insert into vector_spaces (name, dimension, codes_version) values (?, ?, ?)", [
      name,
      dimension,
      ScanIndex.formatVersion,
    ]);
    const number = Number(database.get("select last_insert_rowid() as number")?.number);
    database.exec(spaceTables(number));
    return number;
  });
}

export function dropSpace(database: Database, name: string): void {
  const row = database.get("select number from vector_spaces where name = ?", [name]);
  if (!row) return;
  const number = Number(row.number);
  database.transaction(() => {
    for (const table of ["vectors", "codes", "stale"]) {
      database.exec(`drop table ${table}_${number}`);
    }
    database.exec(`drop table if exists changes_${number}`);
    database.run("delete from side_indexes where space = ?", [number]);
    database.run("delete from vector_spaces where number = ?", [number]);
  });
}

/** Codes of another version are made again from the vectors. */
function forgetCodes(database: Database, space: number): void {
  database.transaction(() => {
    database.exec(`delete from codes_${space}; delete from stale_${space}`);
    database.run("update vector_spaces set codes_version = ? where number = ?", [
      ScanIndex.formatVersion,
      space,
    ]);
  });
}
