import type { VectorStore } from "@revimg/core";
import { checkPgvectorOptions, type PgvectorOptions } from "./pgvector/options.js";
import { PgvectorStore } from "./pgvector/vector-store.js";

export type { PgvectorOptions } from "./pgvector/options.js";
export type {
  PostgresClient,
  PostgresConnection,
  PostgresPool,
  PostgresStatement,
} from "./postgres/pool.js";

/**
 * Keeps vectors in PostgreSQL with the extension pgvector 0.8 or newer. Each space is
 * a table `(id, vector)` in the schema `revimg__vectors`. Opening a space makes the
 * extension, schema, table and index if they are absent, one process at a time. Needs
 * the package `pg`, which is loaded with the first connection.
 *
 * Vectors are kept in float32, whatever the index holds, and every score is computed
 * from them. A query by ids is always exact. Any other query is as exact as the index
 * (`efSearch`), or exact with `index: "none"`.
 *
 * Throws `invalid_config` for wrong options. Calls reject with `missing_dependency`
 * if `pg`, or the extension on the server, is not installed. `open` rejects with
 * `unsupported` for more dimensions than the index takes.
 *
 * @example
 * const url = process.env.DATABASE_URL;
 * const revimg = await createRevimg({ vectors: pgvector({ url }), metadata: postgres({ url }) });
 */
export function pgvector(options: PgvectorOptions): VectorStore {
  return new PgvectorStore(checkPgvectorOptions(options));
}
