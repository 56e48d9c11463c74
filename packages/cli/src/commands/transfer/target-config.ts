import { loadConfig } from "@revimg/adapters/config";
import { RevimgError, type RevimgOptions } from "@revimg/core";

/** The target: a configuration file, or single settings of one. */
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

/** The stores that an index is copied to. Throws `invalid_config` if nothing names them. */
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
  // The environment belongs to the source. It would win over the target's file.
  const config = await loadConfig({ explicit, optionNames, environment: {}, file: to ?? false });
  return { collection, ...config };
}
