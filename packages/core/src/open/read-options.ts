import { availableParallelism } from "node:os";
import type {
  ImageLimits,
  InferenceOptions,
  ModelsOptions,
  RevimgOptions,
} from "../api/options.js";
import { type CacheSettings, readCacheOptions } from "../cache/cache-options.js";
import { didYouMean } from "../lib/did-you-mean.js";
import { RevimgError } from "../lib/errors.js";
import { defaultImageLimits } from "../pictures/limits.js";
import { readUrlOptions, type UrlRules } from "../remote/url-options.js";

/** Options with every default filled in. */
export interface Settings {
  dataDirectory: string;
  collection: string;
  model: string;
  models: ModelsOptions;
  inference: InferenceOptions;
  tags: boolean;
  limits: ImageLimits;
  /** Null when nothing may be fetched. */
  urls: UrlRules | null;
  /** Null when nothing is kept. */
  cache: CacheSettings | null;
  scanThreads: number;
}

const known: Record<keyof RevimgOptions, true> = {
  dataDirectory: true,
  collection: true,
  model: true,
  models: true,
  inference: true,
  vectors: true,
  metadata: true,
  blobs: true,
  tags: true,
  limits: true,
  urls: true,
  cache: true,
  scanThreads: true,
};

/** Checks the caller's options. A wrong value gives `invalid_config` with its name. */
export function readOptions(options: RevimgOptions): Settings {
  if (typeof options !== "object" || options === null) {
    throw new RevimgError(
      "invalid_config",
      'createRevimg() takes an object of options, such as { dataDirectory: "./revimg-data" }.',
    );
  }
  for (const key of Object.keys(options)) {
    if (!(key in known)) {
      const hint = didYouMean(key, Object.keys(known));
      throw new RevimgError("invalid_config", `createRevimg() has no option ${key}. ${hint}`, {
        details: { option: key },
      });
    }
  }
  const {
    dataDirectory = "./revimg-data",
    collection = "default",
    model = "auto",
    models = {},
    inference = {},
    tags = true,
    limits = {},
    scanThreads = Math.min(4, availableParallelism()),
  } = options;
  if (typeof dataDirectory !== "string" || dataDirectory === "") {
    refuse("dataDirectory", "the path of a folder", dataDirectory);
  }
  if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(collection)) {
    refuse("collection", "1 to 63 lower-case letters, digits, - or _", collection);
  }
  if (typeof model !== "string" || model === "") {
    refuse("model", '"auto", "mini", "clip-vit-b32" or the path of a model\'s manifest', model);
  }
  const { workers, threads, dtype, device, preload = true, ...others } = inference;
  for (const name of Object.keys(others)) {
    refuse(`inference.${name}`, "workers, threads, dtype, device or preload", undefined);
  }
  if (typeof preload !== "boolean") refuse("inference.preload", "true or false", preload);
  const counts = { scanThreads, "inference.workers": workers, "inference.threads": threads };
  for (const [name, value] of Object.entries(counts)) {
    if (value !== undefined && !(Number.isInteger(value) && value >= 1 && value <= 64)) {
      refuse(name, "a whole number from 1 to 64", value);
    }
  }
  refuseOthers("inference.dtype", dtype, ["fp32", "fp16", "int8"]);
  refuseOthers("inference.device", device, ["cpu", "cuda", "coreml", "dml", "webgpu"]);
  if (typeof tags !== "boolean") refuse("tags", "true or false", tags);
  for (const [name, value] of Object.entries(limits)) {
    if (!(name in defaultImageLimits)) refuse(`limits.${name}`, "a known limit", value);
    if (!(typeof value === "number" && value > 0)) {
      refuse(`limits.${name}`, "a number above 0", value);
    }
  }
  return {
    dataDirectory,
    collection,
    model,
    models,
    inference,
    tags,
    limits: { ...defaultImageLimits, ...limits },
    urls: readUrlOptions(options.urls),
    cache: readCacheOptions(options.cache),
    scanThreads,
  };
}

function refuseOthers(name: string, value: unknown, allowed: readonly string[]): void {
  if (value === undefined || allowed.includes(value as string)) return;
  refuse(name, `one of ${allowed.join(", ")}`, value);
}

function refuse(name: string, expected: string, value: unknown): never {
  const got = value === undefined ? "" : `, not ${JSON.stringify(value)}`;
  throw new RevimgError("invalid_config", `${name} must be ${expected}${got}.`, {
    details: { option: name },
  });
}
