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
 * Keeps vectors in PostgreSQL with the extension pgvector 0.8 or newer, each
 * space in a table `(id, vector)` of the schema `revimg__vectors`. The extension,
 * schema, table and index are made when a space is opened and they are absent,
 * by one process at a time. Needs the package `pg`, which is loaded when the first
 * connection is.
 *
 * Vectors are kept in float32, whatever the index holds, and every score is
 * computed from them. A query by ids is always exact; another one is as near to
 * exact as the index is (`efSearch`), or exact with `index: "none"`.
 *
 * Throws `invalid_config` for options that are wrong. Calls reject with
 * `missing_dependency` where `pg`, or the extension on the server, is not
 * installed; `open` with `unsupported` for more dimensions than the index takes.
 *
 * @example
 * const url = process.env.DATABASE_URL;
 * const revimg = await createRevimg({ vectors: pgvector({ url }), metadata: postgres({ url }) });
 */
export function pgvector(options: PgvectorOptions): VectorStore {
  return new PgvectorStore(checkPgvectorOptions(options));
}
