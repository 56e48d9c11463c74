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
 * Keeps rows, sources, tags and the manifest in PostgreSQL 12 or newer, each
 * collection in a schema of its own (`revimg_<collection>`) with the tables
 * `images`, `image_tags` and `image_sources`. They are made and migrated when a
 * collection is opened, by one process at a time. Needs the package `pg`, which
 * is loaded when the first connection is.
 *
 * Writers of one collection take turns, and each write is one transaction; reads
 * wait for nobody. An aborted call's statement is stopped on the server too.
 *
 * Throws `invalid_config` for options that are wrong. Calls reject with
 * `missing_dependency` where `pg` is not installed.
 *
 * @example
 * const revimg = await createRevimg({ metadata: postgres({ url: process.env.DATABASE_URL }) });
 */
export function postgres(options: PostgresOptions): MetadataStore {
  return new PostgresMetadataStore(checkOptions(options));
}
