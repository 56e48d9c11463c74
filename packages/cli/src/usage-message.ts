import { statSync } from "node:fs";
import type { CommanderError } from "commander";
import { shellCommand } from "./terminal/shell.js";

/** Says what is wrong with a command line, and which help to read. */
export function usageMessage(
  error: CommanderError,
  words: readonly string[],
  commands: readonly string[],
): string {
  const [command = ""] = words;
  if (error.code === "commander.unknownCommand") {
    const stats = statSync(command, { throwIfNoEntry: false });
    if (stats !== undefined) return missingCommand(command, stats.isDirectory());
  }
  const of = commands.includes(command) ? `${command} ` : "";
  return `${plain(error, words)}\nUsage and examples: revimg ${of}--help`;
}

function plain({ code, message }: CommanderError, words: readonly string[]): string {
  if (code === "commander.help") return `unknown command '${words.at(-1)}'.`;
  return message
    .replace(/^error: /, "")
    .replace(/^option '(\S+)[^']*' argument '(.*)' is invalid\. /s, "$1 can't be $2. ")
    .replace(/^option '(\S+)[^']*' argument missing/, "$1 needs a value")
    .replace(/^missing required argument '(.*)'/, "the <$1> is missing")
    .replace(/\n\((.*)\)$/s, ". $1")
    .replace(/([^.?])$/, "$1.");
}

function missingCommand(path: string, isFolder: boolean): string {
  const index = `To index it: ${shellCommand(["revimg", "index", path])}`;
  const search = `To find pictures like it: ${shellCommand(["revimg", "search", path])}`;
  const advice = isFolder ? [index] : [search, index];
  return [`a command is missing before ${path}.`, ...advice].join("\n");
}
