import { isAbsolute, join } from "node:path";
import { queueUrl } from "./queue-url.js";
import { serverRows } from "./server-rows.js";
import type { SettingRow } from "./setting-row.js";
import { storeOf } from "./stores.js";
import type { Environment } from "./types.js";
import {
  aboveZero,
  collectionName,
  endpoint,
  folder,
  hostName,
  hostNames,
  listOf,
  model,
  offSwitch,
  oneOf,
  onOrOff,
  port,
  proxy,
  wholeNumber,
} from "./value-types.js";

/** Where models come from by default. */
const hub = "https://huggingface.co";

/** Every setting, in the order in which they are shown. */
export const settingRows: readonly SettingRow[] = [
  {
    key: "dataDirectory",
    type: folder,
    variables: ["REVIMG_DATA"],
    default: "./revimg-data",
  },
  {
    key: "collection",
    type: collectionName,
    variables: ["REVIMG_COLLECTION"],
    default: "default",
  },
  { key: "model", type: model, variables: ["REVIMG_MODEL"], default: "auto" },
  { key: "vectors", type: storeOf("vectors"), variables: ["REVIMG_VECTORS"], default: "sqlite:" },
  {
    key: "metadata",
    type: storeOf("metadata"),
    variables: ["REVIMG_METADATA"],
    default: "sqlite:",
  },
  { key: "blobs", type: storeOf("blobs"), variables: ["REVIMG_BLOBS"], default: "file:" },
  {
    key: "queue",
    type: queueUrl,
    variables: ["REVIMG_QUEUE"],
    default: "where metadata is, if that is a postgres: URL",
  },
  {
    key: "models.cacheDirectory",
    type: folder,
    variables: ["REVIMG_MODEL_CACHE"],
    fallback: cacheHome,
    default: "the platform's cache folder",
  },
  { key: "models.endpoint", type: endpoint, variables: ["HF_ENDPOINT"], default: hub },
  {
    key: "models.proxy",
    type: proxy,
    variables: ["https_proxy", "HTTPS_PROXY"],
    // HTTPS_PROXY is for https only, as its name says.
    applies: (above) => !String(above.get("models.endpoint") ?? hub).startsWith("http:"),
    default: null,
  },
  {
    key: "models.noProxy",
    type: hostNames,
    variables: ["no_proxy", "NO_PROXY"],
    applies: (above) => above.has("models.proxy"),
    default: null,
  },
  {
    key: "models.offline",
    type: onOrOff,
    variables: ["REVIMG_OFFLINE", "HF_HUB_OFFLINE"],
    default: false,
  },
  {
    key: "inference.workers",
    type: wholeNumber(1, 64),
    variables: ["REVIMG_WORKERS"],
    default: 1,
  },
  {
    key: "inference.threads",
    type: wholeNumber(1, 64),
    variables: ["REVIMG_THREADS"],
    default: "the cores, at most 8; 1 for mini",
  },
  {
    key: "inference.dtype",
    type: oneOf(["fp32", "fp16", "int8"]),
    variables: ["REVIMG_DTYPE"],
    default: "fp32",
  },
  {
    key: "inference.device",
    type: oneOf(["cpu", "cuda", "coreml", "dml", "webgpu"]),
    variables: ["REVIMG_DEVICE"],
    default: "cpu",
  },
  { key: "inference.preload", type: onOrOff, variables: ["REVIMG_PRELOAD"], default: true },
  { key: "tags", type: onOrOff, variables: ["REVIMG_TAGS"], default: true },
  { key: "scanThreads", type: wholeNumber(1, 64), default: "the cores, at most 4" },
  { key: "limits.maxBytes", type: aboveZero, default: 100 * 1024 * 1024 },
  { key: "limits.maxPixels", type: aboveZero, default: 100_000_000 },
  { key: "limits.decodeTimeoutMs", type: aboveZero, default: 30_000 },
  { key: "urls", type: offSwitch, variables: ["REVIMG_URLS"], default: true },
  { key: "urls.allow", type: listOf(hostName), variables: ["REVIMG_URLS_ALLOW"], default: null },
  { key: "urls.deny", type: listOf(hostName), variables: ["REVIMG_URLS_DENY"], default: null },
  {
    key: "urls.allowPrivate",
    type: listOf(hostName),
    variables: ["REVIMG_URLS_ALLOW_PRIVATE"],
    default: null,
  },
  { key: "urls.ports", type: listOf(port), default: "80, 443" },
  { key: "urls.timeoutMs", type: wholeNumber(1, 600_000), default: 20_000 },
  { key: "cache", type: offSwitch, variables: ["REVIMG_CACHE"], default: true },
  { key: "cache.maxEntries", type: wholeNumber(1, 1_000_000_000), default: 2_000 },
  { key: "cache.maxBytes", type: wholeNumber(1, 2 ** 40), default: 64 * 1024 * 1024 },
  ...serverRows,
];

/** Keys whose settings are in an object of their own. Some of them may be false instead. */
export const groups = ["models", "inference", "limits", "urls", "cache", "server"] as const;

/** The folder for caches (XDG Base Directory Specification 0.8). A relative path does not count. */
function cacheHome({ XDG_CACHE_HOME: home }: Environment) {
  if (!home || !isAbsolute(home)) return undefined;
  return { source: "XDG_CACHE_HOME", text: join(home, "revimg", "models") };
}
