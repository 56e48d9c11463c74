import { loadConfig } from "@revimg/adapters/config";
import { RevimgError, type RevimgOptions } from "@revimg/core";

/** Where to: a configuration file, or its settings one by one. */
export interface TargetOptions {
  to?: string;
  toData?: string;
  toCollection?: string;
  toVectors?: string;
  toMetadata?: string;
  toBlobs?: string;
}

const optionNames = {
  dataDirectory: "--to-data",
  collection: "--to-collection",
  vectors: "--to-vectors",
  metadata: "--to-metadata",
  blobs: "--to-blobs",
};

/** The stores that an index is copied to. Throws `invalid_config` where nothing names them. */
export async function readTargetConfig(
  { to, toData, toCollection, toVectors, toMetadata, toBlobs }: TargetOptions,
  collection: string,
): Promise<RevimgOptions> {
  const explicit = {
    ...(toData !== undefined && { dataDirectory: toData }),
    ...(toCollection !== undefined && { collection: toCollection }),
    ...(toVectors !== undefined && { vectors: toVectors }),
    ...(toMetadata !== undefined && { metadata: toMetadata }),
    ...(toBlobs !== undefined && { blobs: toBlobs }),
  };
  if (to === undefined && Object.keys(explicit).length === 0) {
    throw new RevimgError(
      "invalid_config",
      "Nothing says where to copy the index. Name a configuration file (--to ./target.config.ts) or a folder (--to-data ./new).",
    );
  }
  // The environment is the source's, and would win over the target's file.
  const config = await loadConfig({ explicit, optionNames, environment: {}, file: to ?? false });
  return { collection, ...config };
}
