import { isModelCached, knownModels, type ModelsOptions, modelBytes } from "@revimg/core";
import { exitCodes } from "../../shared/exit-codes.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { formatBytes } from "../../terminal/format.js";
import { renderTable } from "../../terminal/table.js";
import { terminalWidth } from "../../terminal/terminal.js";
import { type ModelsCommandOptions, modelsSettings } from "./models-settings.js";
import { wrap } from "./wrap-model-text.js";

type Here = "built in" | "yes" | "images only" | "no";

interface ListedModel {
  id: string;
  description: string;
  license: string;
  warning: string | null;
  dimension: number;
  dtypes: string[];
  bytes: number;
  here: Here;
}

/** `revimg models list`. Resolves to the exit code. */
export async function listModels(options: ModelsCommandOptions, context: Context): Promise<number> {
  const settings = await modelsSettings(options, context);
  const models = await Promise.all(
    (await knownModels()).map(async ({ name, manifest }): Promise<ListedModel> => {
      const { description, license, warning = null, dimension, image, source } = manifest;
      return {
        ...{ id: name, description, license, warning, dimension },
        dtypes: Object.keys(image.files),
        bytes: await modelBytes(name),
        here: source ? await whatIsHere(name, settings) : "built in",
      };
    }),
  );
  if (options.json) printJson(context.stdout, { models });
  else printLines(context.stdout, describe(models, context));
  return exitCodes.finished;
}

async function whatIsHere(name: string, settings: ModelsOptions): Promise<Here> {
  if (await isModelCached(name, settings)) return "yes";
  return (await isModelCached(name, { ...settings, parts: ["image"] })) ? "images only" : "no";
}

function describe(models: readonly ListedModel[], { stdout, environment }: Context): string[] {
  const width = terminalWidth(stdout, environment);
  const columns = [
    { title: "Model" },
    { title: "Size", align: "right" as const },
    { title: "License" },
    { title: "Here" },
  ];
  const rows = models.map(({ id, bytes, license, here }) => [
    id,
    formatBytes(bytes),
    license,
    here,
  ]);
  const table = renderTable(columns, rows, width) ?? rows.map((row) => row.join(", "));
  const notes = models.flatMap(({ id, description, warning }) => [
    "",
    ...wrap(`${id}: ${description}`, width ?? 80),
    ...(warning ? wrap(`Warning: ${warning}`, width ?? 80) : []),
  ]);
  const missing = models
    .filter(({ here }) => here === "no" || here === "images only")
    .map(({ id }) => `Fetch it: revimg models pull ${id}`);
  return [...table, ...notes, ...(missing.length > 0 ? ["", ...missing] : [])];
}
