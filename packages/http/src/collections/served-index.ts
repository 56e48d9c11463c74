import type { Revimg } from "@revimg/core";
import type { AccessKeys } from "../guard/access-keys.js";
import type { JobRunner } from "../jobs/job-runner.js";

/** An index that the server answers for, and what belongs to it alone. */
export interface ServedIndex {
  revimg: Revimg;
  /** Its name below `/c/`. Null for the server's own index, where it has no name. */
  name: string | null;
  /** Whether it is the server's own index. */
  isOwn: boolean;
  /** Where its addresses begin: `""`, `"/api"` or `"/api/c/shop"`. */
  basePath: string;
  jobs: JobRunner;
  /** The keys that are kept with it. */
  keys: AccessKeys;
}
