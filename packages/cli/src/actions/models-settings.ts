import { loadConfig } from "@revimg/adapters/config";
import type { ModelsOptions } from "@revimg/core";
import type { ModelsCommandOptions } from "../commands/models.js";
import type { Context } from "../context.js";

/** Where models are kept and fetched from: what the command line says, else the configuration. */
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
