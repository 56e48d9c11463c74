import { loadConfig } from "@revimg/adapters/config";
import type { ModelsOptions } from "@revimg/core";
import type { Context } from "../../terminal/context.js";

/** Options of all commands about models. */
export interface ModelsCommandOptions {
  cache?: string;
  endpoint?: string;
  json?: boolean;
  verbose?: boolean;
}

/** Where models are kept and fetched from. The command line wins over the configuration. */
export async function modelsSettings(
  { cache, endpoint }: ModelsCommandOptions,
  { environment }: Context,
): Promise<ModelsOptions> {
  const explicit: ModelsOptions = {
    ...(cache !== undefined && { cacheDirectory: cache }),
    ...(endpoint !== undefined && { endpoint }),
  };
  const { models = {} } = await loadConfig({
    explicit: { models: explicit },
    optionNames: { "models.cacheDirectory": "--cache", "models.endpoint": "--endpoint" },
    environment,
  });
  return models;
}
