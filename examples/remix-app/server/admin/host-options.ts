import type { ConfigReport } from "@revimg/adapters/config";
import type { RevimgOptions } from "@revimg/core";
import type { HostOptions } from "@revimg/http";
import { backupsTo } from "./backups";
import { namedSources } from "./sources";

export interface HostPlaces {
  /** Folders and buckets that can be indexed. */
  places: readonly string[];
  /** Where backups go. */
  backups: string | null;
  options: RevimgOptions;
  /** Passwords are masked already. */
  settings: ConfigReport["settings"];
}

/** What the API may do with this process, for an admin. */
export function hostOptions({ places, backups, options, settings }: HostPlaces): HostOptions {
  const backUp = backupsTo(backups, options);
  return {
    sources: namedSources(places),
    configuration: async () => settings,
    ...(backUp && { backUp }),
  };
}
