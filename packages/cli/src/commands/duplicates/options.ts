import type { CommonOptions } from "../../shared/options.js";

export interface DuplicatesCommandOptions extends CommonOptions {
  acrossFolders?: boolean;
  otherSizes?: boolean;
  sameColour?: boolean;
  tier?: "exact" | "edited";
  since?: string;
  confirmed?: boolean;
  limit?: number;
  cursor?: string;
  different?: string[];
  same?: string[];
  forget?: string[];
}
