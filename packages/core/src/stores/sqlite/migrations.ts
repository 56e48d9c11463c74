/** An open database file, inside the transaction that migrates it. */
interface MigratingFile {
  exec(sql: string): void;
  all(sql: string): Record<string, unknown>[];
}

/** Brings a file from one format to the next. */
export type Migration = (file: MigratingFile) => void;

/**
 * The steps from format 1 (schema.ts): the first makes format 2 of it, the next one
 * format 3, and so on. There has been one format so far. A step that has been
 * released is never changed; a new format is a new step at the end.
 */
export const migrations: readonly Migration[] = [];
