import type { RevimgOptions } from "@revimg/core";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The options that hold a store. */
export type StorePart = "vectors" | "metadata" | "blobs";

/**
 * What a configuration file exports: the options of `createRevimg`, with stores
 * also as URLs. Relative paths start from the file's folder.
 */
export interface RevimgConfig extends Omit<RevimgOptions, StorePart> {
  /** A store, a function that makes one, or a URL such as `"sqlite:"`. */
  vectors?: RevimgOptions["vectors"] | string | undefined;
  /** A store, a function that makes one, or a URL such as `"postgres://me@localhost/pictures"`. */
  metadata?: RevimgOptions["metadata"] | string | undefined;
  /** A store, a function that makes one, a path, or a URL such as `"s3://bucket/prefix"`. */
  blobs?: RevimgOptions["blobs"] | string | undefined;
  /**
   * Where the queue of workers is, such as `"postgres://me@localhost/pictures"`. Default:
   * the same as `metadata`, if that is such a URL. `createRevimg` does not use it.
   */
  queue?: string | undefined;
  /** How `revimg serve` and the web app answer. `createRevimg` does not use it. */
  server?: ServerConfig | undefined;
}

/** What a server on this index may be asked, and by whom. `docs/security.md` explains each. */
export interface ServerConfig {
  /** Who may search and see pictures: all, or whoever has a key. Default `"open"`. */
  read?: "open" | "key" | undefined;
  /** Who may read `/metrics`. Default `"key"`. */
  metrics?: "open" | "key" | undefined;
  /** Seconds for which addresses of pictures work without a key, where `read` is `"key"`. Default 3,600. */
  linkSeconds?: number | undefined;
  /** Whether clients are led to the blob store where it gives addresses. Default false. */
  redirectImages?: boolean | undefined;
  /** Origins whose pages may ask from a browser; `["*"]` for all. Default: none. */
  cors?: readonly string[] | undefined;
  /** Most requests of one client in a minute. Default: as many as it likes. */
  rateLimit?: number | undefined;
  /** Addresses and networks of the proxies in front. Default: none is believed. */
  trustProxy?: readonly string[] | undefined;
  /** Host names to answer under, besides those of this machine. */
  hosts?: readonly string[] | undefined;
  /** Whether a line of JSON is printed for each request. Default false. */
  accessLog?: boolean | undefined;
  /** Who may search with `copies: "thorough"`: all, whoever has a key, or nobody. Default `"key"`. */
  thoroughCopies?: "open" | "key" | "off" | undefined;
  /** Folders, and buckets such as `s3://shop/2026`, that admins can index. Default: none. */
  sources?: readonly string[] | undefined;
  /**
   * Whether readers see in which folder of a source a picture lies, and may filter by it.
   * Default false.
   */
  showFolders?: boolean | undefined;
  /** Whether sources and lists of addresses go to workers, by `queue`. Default false. */
  queueJobs?: boolean | undefined;
  /** The folder in which admins make backups. Default: none can be made. */
  backups?: string | undefined;
}

export interface LoadConfigOptions {
  /**
   * Options from code or the command line. They win over the environment. You close
   * the stores among them.
   */
  explicit?: RevimgConfig;
  /** The names of explicit options in messages, by key: `{ dataDirectory: "--data" }`. */
  optionNames?: Readonly<Record<string, string>>;
  /** Default: `process.env`. */
  environment?: Environment;
  /**
   * The search for a configuration file begins here. Relative paths of the
   * environment and of `explicit` start here too. Default: the working directory.
   */
  directory?: string;
  /** The configuration file, instead of `REVIMG_CONFIG` and the search for one. False: none. */
  file?: string | false;
}

/** A setting and where its value came from. */
export interface ConfigSetting {
  /** Such as `"dataDirectory"` or `"inference.threads"`. */
  key: string;
  /** Passwords in it are masked. Null: there is none. */
  value: string | number | boolean | null;
  origin: "default" | "file" | "environment" | "option";
  /** Name of the file, the variable or the option; null for a default. */
  source: string | null;
}

export interface ConfigReport {
  /** For `createRevimg`: only what is set. */
  options: RevimgOptions;
  /** For `openIndexQueue`: the URL with its password. Null: neither set nor known. */
  queue: string | null;
  /** For a server: only what is set. */
  server: ServerConfig;
  /** Every setting there is, whether set or not. */
  settings: ConfigSetting[];
  /** Absolute path of the configuration file; null when there is none. */
  file: string | null;
}
