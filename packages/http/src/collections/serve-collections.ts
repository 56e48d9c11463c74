import type { Revimg } from "@revimg/core";
import { AccessKeys } from "../guard/access-keys.js";
import { JobRunner } from "../jobs/job-runner.js";
import type { CollectionSettings } from "./collection-options.js";
import { type Closable, OpenCollections } from "./open-collections.js";
import type { ServedIndex } from "./served-index.js";

/** A collection while it is open. */
export interface ServedCollection extends Closable {
  index: ServedIndex;
}

/** The collections of a handler that is mounted at `basePath`. */
export function serveCollections(
  { open, maxOpen, idleMs }: CollectionSettings,
  { basePath, onError }: { basePath: string; onError: (error: unknown) => void },
): OpenCollections<ServedCollection> {
  return new OpenCollections({
    ...{ maxOpen, idleMs, onError },
    async open(name, signal) {
      const revimg = await open(name, { signal });
      return toServed(revimg, name, { basePath: `${basePath}/c/${name}`, onError });
    },
  });
}

function toServed(
  revimg: Revimg,
  name: string,
  { basePath, onError }: { basePath: string; onError: (error: unknown) => void },
): ServedCollection {
  const jobs = new JobRunner(revimg, onError);
  const keys = new AccessKeys(revimg.settings);
  return {
    index: { revimg, name, isOwn: false, basePath, jobs, keys },
    get isBusy() {
      return jobs.isBusy;
    },
    stop: () => jobs.close(),
    async close() {
      await jobs.close();
      await revimg.close();
    },
  };
}
