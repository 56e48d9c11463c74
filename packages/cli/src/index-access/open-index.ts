import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type LoadConfigOptions, loadConfig } from "@revimg/adapters/config";
import { createRevimg, type Revimg, RevimgError, type RevimgOptions } from "@revimg/core";
import type { CommonOptions } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import { shellCommand } from "../terminal/shell.js";
import { modelForNewIndex } from "./model-for-new-index.js";

const defaultDataDirectory = "./revimg-data";
const defaultCollection = "default";

export interface OpenedIndex {
  revimg: Revimg;
  /** As the user would write it. */
  dataDirectory: string;
  collection: string;
}

/** Opens the index that the options and the configuration name, or makes it. */
export async function openIndex(
  options: CommonOptions & { model?: string },
  context: Context,
): Promise<OpenedIndex> {
  const config = await readConfig(options, context);
  const isChosen = config.model !== undefined && config.model !== "auto";
  if (isChosen || !(await isNew(config))) return open(config);
  return open({ ...config, model: await modelForNewIndex(config, options, context) });
}

/**
 * Whether there is no index yet. If a server keeps the rows, only opening the index
 * would say; then the answer is false.
 */
async function isNew({ dataDirectory, collection, metadata }: IndexConfig): Promise<boolean> {
  return !metadata && !(await exists(join(dataDirectory, collection)));
}

/** Opens an index that must be there already: a search would find nothing in a new one. */
export async function openExistingIndex(
  options: CommonOptions,
  context: Context,
  /** What counts more than the configuration. `preload`: whether the command surely needs the model. */
  { preload, ...instead }: Pick<RevimgOptions, "model"> & { preload?: boolean } = {},
): Promise<OpenedIndex> {
  const config = await readConfig(options, context);
  const inference = preload === undefined ? {} : { inference: { ...config.inference, preload } };
  const index = { ...config, ...instead, ...inference };
  const { dataDirectory, collection, metadata } = index;
  // If a server keeps the rows, no folder says whether there is an index.
  if (metadata) return open(index);
  const directory = join(dataDirectory, collection);
  if (await exists(directory)) return open(index);
  const named = collection === defaultCollection ? "" : ` for the collection ${collection}`;
  throw new RevimgError(
    "not_found",
    `There is no index in ${dataDirectory}${named}. Make one first: ${indexCommand(index)}`,
  );
}

/** The command that fills an index. The user puts in the folder. */
export function indexCommand({
  dataDirectory,
  collection,
}: Pick<OpenedIndex, "dataDirectory" | "collection">): string {
  const words = [
    ...(dataDirectory === defaultDataDirectory ? [] : ["--data", dataDirectory]),
    ...(collection === defaultCollection ? [] : ["--collection", collection]),
  ];
  return `revimg index <folder> ${shellCommand(words)}`.trim();
}

/** What the command line says, for `loadConfig` and `readConfig`. */
export function configRequest(
  { data: dataDirectory, collection, model }: CommonOptions & { model?: string },
  { environment }: Context,
): LoadConfigOptions {
  const explicit = {
    ...(model !== undefined && { model }),
    ...(dataDirectory !== undefined && { dataDirectory }),
    ...(collection !== undefined && { collection }),
  };
  const optionNames = { dataDirectory: "--data", collection: "--collection", model: "--model" };
  return { explicit, optionNames, environment };
}

type IndexConfig = RevimgOptions & { dataDirectory: string; collection: string };

/** The configuration of the index that the options and the environment name. */
export async function readConfig(options: CommonOptions, context: Context): Promise<IndexConfig> {
  const config = await loadConfig(configRequest(options, context));
  return { dataDirectory: defaultDataDirectory, collection: defaultCollection, ...config };
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

async function open(config: IndexConfig): Promise<OpenedIndex> {
  const { dataDirectory, collection } = config;
  return { revimg: await createRevimg(config), dataDirectory, collection };
}
