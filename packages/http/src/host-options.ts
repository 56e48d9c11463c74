import { type IndexSource, RevimgError } from "@revimg/core";
import type { ServerQueue } from "./server-queue.js";

/** A place whose pictures an admin can have indexed: a folder, a bucket. */
export interface ServerSource {
  /** How it is named in `POST /sources/{name}`: 1 to 100 letters, digits, `.`, `-` and `_`. */
  name: string;
  /** What it is, for people: a folder's path, a bucket's address. Without passwords. */
  description: string;
  /** Its pictures, as for `revimg.index`. */
  open(): IndexSource | Promise<IndexSource>;
  /**
   * The path of a folder. Answers then say in which folder below it a picture lies, and
   * filters may name these folders, as `<name>/<path below it>`. Everybody who may read
   * sees these names, and never what is above. Default: no folders are shown.
   */
  folder?: string;
}

/** Copies the index to a new place, and reports how much is copied. Rejects when it can't. */
export type BackUp = (options: { signal: AbortSignal }) => AsyncIterable<{ files: number }>;

/** A setting of the server, and where its value came from. */
export interface ConfigurationSetting {
  /** Such as `dataDirectory`. */
  key: string;
  /** Without passwords. Null: there is none. */
  value: string | number | boolean | null;
  origin: "default" | "file" | "environment" | "option";
  /** Name of the file, the variable or the option; null for a default. */
  source: string | null;
}

/** What the process around the handler knows, and an admin may use. */
export interface HostOptions {
  /** Default: none. */
  sources?: readonly ServerSource[];
  /** Default: `POST /backups` is refused. */
  backUp?: BackUp;
  /**
   * Where sources, and several pictures or addresses in one request, go to be indexed by
   * workers of the server's own index. Pictures that are sent wait in its blob store,
   * which workers must share. One picture alone is indexed by the server itself. The host
   * closes it. Default: the server does all jobs.
   */
  queue?: ServerQueue;
  /** What `GET /configuration` answers. Default: it is empty. */
  configuration?: () => Promise<readonly ConfigurationSetting[]>;
}

/** Throws `invalid_config` for names that no address can have, or that two sources share. */
export function checkSources(sources: readonly ServerSource[] = []): readonly ServerSource[] {
  const names = sources.map(({ name }) => name);
  const wrong = names.find(
    (name, place) => !/^[\w.-]{1,100}$/.test(name) || names.indexOf(name) !== place,
  );
  if (wrong === undefined) return sources;
  throw new RevimgError(
    "invalid_config",
    `A source is named by 1 to 100 letters, digits, dots, hyphens and underscores, each name once; ${JSON.stringify(wrong)} is not.`,
  );
}
