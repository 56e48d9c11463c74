import type { MetadataStore } from "@revimg/core";
import { PostgresMetadataStore } from "./postgres/metadata-store.js";
import { checkOptions, type PostgresOptions } from "./postgres/options.js";

export type { PostgresOptions } from "./postgres/options.js";
export type {
  PostgresClient,
  PostgresConnection,
  PostgresPool,
  PostgresStatement,
} from "./postgres/pool.js";

/**
 * Keeps rows, sources, tags and the manifest in PostgreSQL 12 or newer. Each
 * collection is a schema of its own (`revimg_<collection>`) with the tables `images`,
 * `image_tags` and `image_sources`. Opening a collection makes and migrates them, one
 * process at a time. Needs the package `pg`, which is loaded with the first
 * connection.
 *
 * Writers of one collection take turns, and each write is one transaction. Reads
 * never wait. An abort stops the statement on the server too.
 *
 * Throws `invalid_config` for wrong options. Calls reject with `missing_dependency`
 * if `pg` is not installed.
 *
 * @example
 * const revimg = await createRevimg({ metadata: postgres({ url: process.env.DATABASE_URL }) });
 */
export function postgres(options: PostgresOptions): MetadataStore {
  return new PostgresMetadataStore(checkOptions(options));
}
