import { type ConfigReport, type ConfigSetting, readConfig } from "@revimg/adapters/config";
import { configRequest } from "../../index-access/open-index.js";
import { exitCodes } from "../../shared/exit-codes.js";
import type { CommonOptions } from "../../shared/options.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { shortPath } from "../../terminal/short-path.js";
import { type Column, renderTable } from "../../terminal/table.js";
import { createStyle, hasColour, printable, terminalWidth } from "../../terminal/terminal.js";
import { truncate } from "../../terminal/text-width.js";

const columns: Column[] = [
  { title: "Setting" },
  { title: "Value", shorten: (text, width) => truncate(text, width, "middle") },
  { title: "From" },
];

/** `revimg config`. Resolves to the exit code. */
export async function showConfig(options: CommonOptions, context: Context): Promise<number> {
  const report = await readConfig(configRequest(options, context));
  if (options.json) {
    const { file, settings } = report;
    // Every key of `ConfigSetting` is one word: camelCase and snake_case are the same here.
    printJson(context.stdout, { file, settings });
  } else {
    printLines(context.stdout, lines(report, context));
  }
  return exitCodes.finished;
}

function lines({ file, settings }: ConfigReport, { stdout, environment }: Context): string[] {
  const style = createStyle(hasColour(stdout, environment));
  const first = file
    ? `Configuration file: ${printable(shortPath(file))}`
    : "No configuration file";
  const rows = settings.map(row);
  const [titles, ...table] = renderTable(columns, rows, terminalWidth(stdout, environment)) ?? [];
  if (titles === undefined) {
    return [first, "", ...rows.map(([key, value, from]) => `${key}: ${value} (${from})`)];
  }
  const painted = table.map((line, index) =>
    settings[index]?.origin === "default" ? style("dim", line) : line,
  );
  return [first, "", style("bold", titles), ...painted];
}

function row({ key, value, source }: ConfigSetting): string[] {
  return [key, value === null ? "(none)" : printable(String(value)), source ?? "default"];
}
