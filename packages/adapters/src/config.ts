import type { RevimgOptions } from "@revimg/core";
import { readConfig } from "./config/read-config.js";
import type { LoadConfigOptions, RevimgConfig } from "./config/types.js";

export { openConfiguredQueue } from "./config/open-queue.js";
export { picturesFromUrl } from "./config/pictures-from-url.js";
export { readConfig } from "./config/read-config.js";
export {
  type HostSource,
  type ServerHost,
  type ServerHostOptions,
  serverHost,
} from "./config/server-host.js";
export type {
  ConfigReport,
  ConfigSetting,
  LoadConfigOptions,
  RevimgConfig,
  ServerConfig,
} from "./config/types.js";

/**
 * Returns the configuration of a `revimg.config.ts` unchanged. With it an editor
 * knows the keys.
 *
 * @example
 * export default defineConfig({ model: "mini", blobs: "s3://pictures" });
 */
export function defineConfig(config: RevimgConfig): RevimgConfig {
  return config;
}

/**
 * The options for `createRevimg` from the configuration file, the environment and
 * code. The environment wins over the file, and code wins over both. An overridden
 * value is not checked, and an empty variable counts as unset. The result has only
 * what is set.
 *
 * Nothing is opened. A store that a URL names, or that the file makes, is a function
 * in the result, so `createRevimg` opens and closes it.
 *
 * Rejects with `invalid_config` for a wrong value or name, which the message says, or
 * a file that can't be loaded; `unsupported` for a store that this version does not
 * have.
 *
 * @example
 * const revimg = await createRevimg(await loadConfig());
 */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<RevimgOptions> {
  return (await readConfig(options)).options;
}
