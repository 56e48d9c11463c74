import type { ConfigReport } from "@revimg/adapters/config";
import { RevimgError } from "@revimg/core";

/** Stores of one process, by the beginning of their URLs, with what to use instead. */
const instead = {
  vectors: "pgvector://…, chroma://… or pinecone://…",
  metadata: "postgres://…",
  blobs: "s3://…, or a folder that all workers share",
} as const;

/** `file:` with nothing behind it is a folder in the data directory: one that can be shared. */
const ofOneProcess = /^(sqlite:|memory:|faiss:)/;

/**
 * Throws `invalid_config` when one of the stores belongs to one process: workers could
 * not fill it together.
 */
export function requireSharedStores({ settings }: Pick<ConfigReport, "settings">): void {
  const parts = ["vectors", "metadata", "blobs"] as const;
  const own = parts.filter((part) => {
    const { value } = settings.find(({ key }) => key === part) ?? {};
    return typeof value === "string" && ofOneProcess.test(value);
  });
  if (own.length === 0) return;
  const settingsOf = own.map((part) => `REVIMG_${part.toUpperCase()}=${instead[part]}`);
  throw new RevimgError(
    "invalid_config",
    `Workers share their index, and ${own.join(" and ")} would be in a store that only one process can use. Set ${settingsOf.join(" and ")}. On one machine, revimg index <folder> needs no worker.`,
    { details: { keys: own } },
  );
}
