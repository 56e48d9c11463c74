import type { RevimgOptions } from "@revimg/core";
import { readConfig } from "./config/read-config.js";
import type { LoadConfigOptions, RevimgConfig } from "./config/types.js";

export { readConfig } from "./config/read-config.js";
export type {
  ConfigReport,
  ConfigSetting,
  LoadConfigOptions,
  RevimgConfig,
} from "./config/types.js";

/**
 * The configuration of a `revimg.config.ts`, as it is: for the editor, which
 * then knows the keys.
 *
 * @example
 * export default defineConfig({ model: "mini", blobs: "s3://pictures" });
 */
export function defineConfig(config: RevimgConfig): RevimgConfig {
  return config;
}

/**
 * The options for `createRevimg` from the configuration file, the environment and
 * code, in this order of rising strength. A value that is overridden is not looked
 * at, and an empty variable counts as unset. Only what is set is in the result.
 * Nothing is opened: a store that is named by a URL, or made in the file, is a
 * function in the result, so that `createRevimg` opens it and closes it.
 *
 * @example
 * const revimg = await createRevimg(await loadConfig());
 *
 * Rejects with `invalid_config` for a wrong value or name, which it says, or a
 * file that can't be loaded; `unsupported` for a store that this version lacks.
 */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<RevimgOptions> {
  return (await readConfig(options)).options;
}
