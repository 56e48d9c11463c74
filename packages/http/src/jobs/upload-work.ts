import type { IndexItem, Revimg } from "@revimg/core";
import type { ServerQueue } from "../server-queue.js";
import type { JobWork } from "./job-runner.js";
import { queueWork } from "./queue-work.js";

export interface UploadWorkOptions {
  total: number;
  /** The pictures, with their bytes. */
  items: () => AsyncIterable<IndexItem & { bytes: Uint8Array }>;
  dispose: () => Promise<void>;
}

/**
 * The work of a job that stores pictures where workers reach them, and puts them onto the
 * queue. Workers remove them when they are indexed, and later what a job left that was
 * killed.
 */
export function uploadWork(
  { uploads }: Pick<Revimg, "uploads">,
  queue: ServerQueue,
  { total, items, dispose }: UploadWorkOptions,
): JobWork {
  return {
    ...{ kind: "index", total, dispose },
    async run(job, changed, signal) {
      const stored: string[] = [];
      async function* toUploads(): AsyncGenerator<IndexItem> {
        for await (const { bytes, ...said } of items()) {
          const upload = await uploads.put(bytes, { signal });
          stored.push(upload);
          yield { ...said, upload };
        }
      }
      const work = queueWork(queue, { kind: "index", total, items: toUploads });
      try {
        await work.run(job, changed, signal);
      } catch (error) {
        // After another failure, nobody knows whether the last shard is on the queue.
        if (signal.aborted) await uploads.delete(stored.slice(job.progress.queued));
        throw error;
      }
    },
  };
}
