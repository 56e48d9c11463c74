import { availableParallelism } from "node:os";
import type { ImageLimits, RevimgOptions } from "./api.js";
import { RevimgError } from "./errors.js";
import { defaultImageLimits } from "./image/limits.js";

/** Options with every default filled in. */
export interface Settings {
  dataDirectory: string;
  collection: string;
  model: "mini";
  limits: ImageLimits;
  inferenceThreads: number | undefined;
  scanThreads: number;
}

const known: Record<keyof RevimgOptions, true> = {
  dataDirectory: true,
  collection: true,
  model: true,
  vectors: true,
  metadata: true,
  blobs: true,
  limits: true,
  inferenceThreads: true,
  scanThreads: true,
};

/** Checks what the caller gave; rejects a wrong value with `invalid_config` and its name. */
export function readOptions(options: RevimgOptions): Settings {
  for (const key of Object.keys(options)) {
    if (!(key in known)) {
      refuse(key, `an option of createRevimg (it has ${Object.keys(known).join(", ")})`, undefined);
    }
  }
  const {
    dataDirectory = "./revimg-data",
    collection = "default",
    model = "auto",
    limits = {},
    inferenceThreads,
    scanThreads = Math.min(4, availableParallelism()),
  } = options;
  if (typeof dataDirectory !== "string" || dataDirectory === "") {
    refuse("dataDirectory", "the path of a folder", dataDirectory);
  }
  if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(collection)) {
    refuse("collection", "1 to 63 lower-case letters, digits, - or _", collection);
  }
  if (model !== "auto" && model !== "mini") refuse("model", '"auto" or "mini"', model);
  for (const [name, value] of Object.entries({ inferenceThreads, scanThreads })) {
    if (value !== undefined && !(Number.isInteger(value) && value >= 1 && value <= 64)) {
      refuse(name, "a whole number from 1 to 64", value);
    }
  }
  for (const [name, value] of Object.entries(limits)) {
    if (!(name in defaultImageLimits)) refuse(`limits.${name}`, "a known limit", value);
    if (!(typeof value === "number" && value > 0)) {
      refuse(`limits.${name}`, "a number above 0", value);
    }
  }
  return {
    dataDirectory,
    collection,
    model: "mini",
    limits: { ...defaultImageLimits, ...limits },
    inferenceThreads,
    scanThreads,
  };
}

function refuse(name: string, expected: string, value: unknown): never {
  const got = value === undefined ? "" : `, not ${JSON.stringify(value)}`;
  throw new RevimgError("invalid_config", `${name} must be ${expected}${got}.`, {
    details: { option: name },
  });
}
