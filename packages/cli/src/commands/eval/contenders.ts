import { basename, resolve } from "node:path";
import { loadConfig } from "@revimg/adapters/config";
import type { Revimg, RevimgOptions } from "@revimg/core";
import { openThrowawayIndex } from "@revimg/core/evaluation";
import { modelForNewIndex } from "../../index-access/model-for-new-index.js";
import { configRequest, openExistingIndex } from "../../index-access/open-index.js";
import type { Context } from "../../terminal/context.js";
import type { EvalCommandOptions } from "./options.js";

/**
 * Settings of revimg in the environment. They do not count for the second
 * configuration, which comes from its file alone.
 */
const settingVariable = /^REVIMG_/;

/** One of the runs that are compared side by side. */
export interface Contender {
  /** Null: the run is named after its model, when that is known. */
  name: string | null;
  /** Opens the index. The caller disposes of it. */
  open(): Promise<AsyncDisposable & { revimg: Revimg }>;
}

/** One run, or the two that the options compare. */
export function contenders(options: EvalCommandOptions, context: Context): Contender[] {
  const { compareModel, compareConfig, useIndex } = options;
  const request = configRequest(options, context);
  const own = () => loadConfig(request);
  const first: Contender = {
    name: compareConfig === undefined ? null : "as configured",
    open: useIndex
      ? () => opened(openExistingIndex(options, context))
      : async () => temporary(await own(), options, context),
  };
  if (compareModel !== undefined) {
    const open = async () => temporary({ ...(await own()), model: compareModel }, options, context);
    return [first, { name: null, open }];
  }
  if (compareConfig === undefined) return [first];
  const environment = Object.fromEntries(
    Object.entries(context.environment).filter(([name]) => !settingVariable.test(name)),
  );
  const file = resolve(compareConfig);
  const { model } = options;
  const explicit = model === undefined ? {} : { model };
  const other = { ...context, environment: { ...environment, REVIMG_CONFIG: file } };
  const second: Contender = {
    name: basename(compareConfig),
    open: useIndex
      ? () => opened(openExistingIndex({}, other))
      : async () => temporary(await loadConfig({ explicit, environment, file }), options, context),
  };
  return [first, second];
}

async function temporary(config: RevimgOptions, options: EvalCommandOptions, context: Context) {
  const { model = "auto" } = config;
  const chosen = model === "auto" ? await modelForNewIndex(config, options, context) : model;
  // The figures do not need tags, and some models take long to make them.
  return openThrowawayIndex({ ...config, model: chosen, tags: false });
}

async function opened(index: Promise<{ revimg: Revimg }>) {
  const { revimg } = await index;
  return { revimg, [Symbol.asyncDispose]: () => revimg.close() };
}
