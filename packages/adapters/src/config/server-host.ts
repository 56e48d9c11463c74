import { basename, join, resolve } from "node:path";
import type { IndexSource, RevimgOptions } from "@revimg/core";
import { picturesFromUrl } from "./pictures-from-url.js";
import { isBucket, shownPlace } from "./places.js";
import type { ConfigReport, ConfigSetting } from "./types.js";

/** A folder or a bucket that admins can index. */
export interface HostSource {
  /** Made of the last part of its path, in letters that fit an address. */
  name: string;
  description: string;
  open(): IndexSource | Promise<IndexSource>;
  /** Absolute path; only where `server.showFolders` is on. */
  folder?: string;
}

/** What a server lets admins do beside its index. `createHandler` of `@revimg/http` takes it. */
export interface ServerHost {
  sources: HostSource[];
  /** Passwords are masked. */
  configuration(): Promise<readonly ConfigSetting[]>;
  /** Absent without a folder for backups, and where another database keeps the rows. */
  backUp?(options: { signal: AbortSignal }): AsyncIterable<{ files: number }>;
}

export interface ServerHostOptions {
  /** Places beside those of the configuration. */
  places?: readonly string[];
  /** The folder for backups, if the configuration names none. */
  backups?: string | null;
}

/**
 * The places, backups and settings of a configuration, for the admin routes of a server.
 * Nothing is opened.
 *
 * @example
 * const report = await readConfig();
 * const handler = createHandler(await createRevimg(report.options), serverHost(report));
 */
export function serverHost(
  { options, server, settings }: ConfigReport,
  { places = [], backups = null }: ServerHostOptions = {},
): ServerHost {
  const all = [...places, ...(server.sources ?? [])];
  const backUp = backupsTo(server.backups ?? backups, options);
  return {
    sources: namedSources(all, server.showFolders ?? false),
    configuration: async () => settings,
    ...(backUp && { backUp }),
  };
}

function namedSources(places: readonly string[], showFolders: boolean): HostSource[] {
  const names = new Set<string>();
  return [...new Set(places)].map((place) => ({
    name: freeName(plainName(place), names),
    description: shownPlace(place),
    // Passwords and keys of a bucket are read when it is opened.
    open: () => (isBucket(place) ? picturesFromUrl(place) : place),
    ...(showFolders && !isBucket(place) && { folder: resolve(place) }),
  }));
}

function plainName(place: string): string {
  const last = basename(place.replace(/[?#].*$/, "").replace(/\/+$/, "")) || "pictures";
  return last.replace(/[^\w.-]+/g, "-").slice(0, 80) || "pictures";
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}-${count}`;
  taken.add(name);
  return name;
}

/** Copies into a folder named after the moment. */
function backupsTo(directory: string | null, options: RevimgOptions): ServerHost["backUp"] {
  // Another database has backups of its own.
  if (!directory || options.metadata) return undefined;
  const base = resolve(directory);
  return async function* ({ signal }) {
    const moment = new Date().toISOString().replace(/:/g, "-").replace(/\..*$/, "");
    const { backUp } = await import("@revimg/core/transfer");
    yield* backUp(options, join(base, moment), { signal });
  };
}
