import type { RevimgStats } from "@revimg/core";
import type { HealthResponse } from "@revimg/http";
import { openExistingIndex } from "../../index-access/open-index.js";
import { serverHealth, serverName } from "../../index-access/server-client.js";
import { exitCodes } from "../../shared/exit-codes.js";
import type { CommonOptions } from "../../shared/options.js";
import { placeOfIndex } from "../../shared/place-of-index.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { formatBytes, formatCount } from "../../terminal/format.js";

export interface StatsCommandOptions extends CommonOptions {
  server?: URL;
}

type Fact = [name: string, value: string];

/** `revimg stats`. Resolves to the exit code. */
export async function showStats(options: StatsCommandOptions, context: Context): Promise<number> {
  const { server, json } = options;
  if (server !== undefined) {
    const health = await serverHealth(server, context);
    if (json) printJson(context.stdout, health);
    else printLines(context.stdout, align(serverFacts(server, health)));
    return exitCodes.finished;
  }
  const { revimg, dataDirectory } = await openExistingIndex(options, context);
  try {
    const stats = await revimg.stats({ signal: context.signal });
    // Every key of `RevimgStats` is one word: camelCase and snake_case are the same here.
    if (json) printJson(context.stdout, stats);
    else printLines(context.stdout, align(indexFacts(dataDirectory, stats)));
  } finally {
    await revimg.close();
  }
  return exitCodes.finished;
}

function indexFacts(dataDirectory: string, stats: RevimgStats): Fact[] {
  const { count, failed, pending, model, bytes, stores } = stats;
  const facts: Fact[] = [
    ["Index", placeOfIndex(stores, dataDirectory)],
    ["Pictures", formatCount(count)],
  ];
  if (failed > 0) facts.push(["Failed", `${formatCount(failed)} (revimg failures says why)`]);
  if (pending > 0) {
    facts.push([
      "Half done",
      `${formatCount(pending)} (an interrupted run left them; index the same folder again)`,
    ]);
  }
  facts.push(["Model", `${model.id}, ${model.dimension} dimensions, on ${model.runtime}`]);
  if (bytes.metadata !== null) facts.push(["Database", formatBytes(bytes.metadata)]);
  facts.push(["Stores", storeNames(stores)]);
  return facts;
}

function serverFacts(server: URL, { model, count, stores }: HealthResponse): Fact[] {
  return [
    ["Server", serverName(server)],
    ["Pictures", formatCount(count)],
    ["Model", `${model.id}, ${model.dimension} dimensions`],
    ["Stores", storeNames(stores)],
  ];
}

function storeNames({ vectors, metadata, blobs }: RevimgStats["stores"]): string {
  return `${vectors} (vectors), ${metadata} (metadata), ${blobs} (pictures)`;
}

function align(facts: readonly Fact[]): string[] {
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}
