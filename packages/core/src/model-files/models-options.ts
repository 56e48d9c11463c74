import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { ModelsOptions } from "../api/options.js";
import { RevimgError } from "../lib/errors.js";

/** Options with every default filled in. */
export interface ModelsSettings {
  /** Absolute. */
  cacheDirectory: string;
  /** Without a slash at the end. */
  endpoint: string;
  proxy: string;
  noProxy: string;
  offline: boolean;
}

const hub = "https://huggingface.co";

/** Fills in the defaults. Throws `invalid_config` that names the option. */
export function readModelsOptions(options: ModelsOptions = {}): ModelsSettings {
  const { cacheDirectory = defaultCacheDirectory(), offline = false, ...others } = options;
  const { endpoint = hub, proxy = "", noProxy = "", ...unknown } = others;
  for (const name of Object.keys(unknown)) {
    refuse(name, "cacheDirectory, endpoint, proxy, noProxy or offline");
  }
  if (typeof cacheDirectory !== "string" || cacheDirectory === "") {
    refuse("cacheDirectory", "the path of a folder");
  }
  if (!isHttp(endpoint)) refuse("endpoint", "an address such as https://huggingface.co");
  if (proxy !== "" && !isHttp(proxy)) {
    refuse("proxy", "an address such as http://proxy.example.org:3128");
  }
  if (typeof noProxy !== "string") refuse("noProxy", "host names with commas between");
  if (typeof offline !== "boolean") refuse("offline", "true or false");
  return {
    cacheDirectory: resolve(cacheDirectory),
    endpoint: endpoint.replace(/\/+$/, ""),
    proxy,
    noProxy,
    offline,
  };
}

/** Each platform's folder for what can be fetched again. */
export function defaultCacheDirectory(): string {
  if (process.platform === "darwin") return join(homedir(), "Library/Caches/revimg/models");
  if (process.platform === "win32") return join(homedir(), "AppData/Local/revimg/Cache/models");
  return join(homedir(), ".cache/revimg/models");
}

function isHttp(value: unknown): value is string {
  return (
    typeof value === "string" && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
  );
}

/** The message never holds the value: it may carry a password. */
function refuse(name: string, expected: string): never {
  throw new RevimgError("invalid_config", `models.${name} must be ${expected}.`, {
    details: { option: `models.${name}` },
  });
}
