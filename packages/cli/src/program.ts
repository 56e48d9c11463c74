import { readFileSync } from "node:fs";
import { Command } from "commander";
import { addBackupCommand } from "./commands/backup.js";
import { addCompareCommand } from "./commands/compare.js";
import { addConfigCommand } from "./commands/config.js";
import { addDeleteCommand } from "./commands/delete.js";
import { addDoctorCommand } from "./commands/doctor.js";
import { addDuplicatesCommand } from "./commands/duplicates.js";
import { addEditCommand } from "./commands/edit.js";
import { addEvalCommand } from "./commands/eval.js";
import { addExportCommand } from "./commands/export.js";
import { addFailuresCommand } from "./commands/failures.js";
import { addImportCommand } from "./commands/import.js";
import { addIndexCommand } from "./commands/index.js";
import { addKeysCommand } from "./commands/keys.js";
import { addListCommand } from "./commands/list.js";
import { addMigrateCommand } from "./commands/migrate.js";
import { addModelsCommand } from "./commands/models.js";
import { addQueueCommand } from "./commands/queue.js";
import { addReindexCommand } from "./commands/reindex.js";
import { addRetryCommand } from "./commands/retry.js";
import { addSearchCommand } from "./commands/search.js";
import { addServeCommand } from "./commands/serve.js";
import { addShowCommand } from "./commands/show.js";
import { addStatsCommand } from "./commands/stats.js";
import { addVerifyCommand } from "./commands/verify.js";
import { addWatchCommand } from "./commands/watch.js";
import { addWorkerCommand } from "./commands/worker.js";
import type { Context } from "./terminal/context.js";
import { terminalWidth } from "./terminal/terminal.js";

const introduction = `revimg: reverse image search. Index your pictures, then ask with a picture.

  revimg index ./photos        index a folder, with everything below it
  revimg search ./query.jpg    find the pictures most similar to one
  revimg serve                 answer searches at http://127.0.0.1:3000
`;

const details = `
The index is kept in ./revimg-data. --data or REVIMG_DATA names another folder.
More about a command, with examples: revimg <command> --help

Exit codes: 0 done, 2 wrong usage or setting, 3 done but something is left to
mend or to index again, 130 stopped by Ctrl-C, 10 to 29 an error (--json shows
its code). revimg compare ends with 1 for different pictures.`;

/** The command line. `finish` gets the exit code of a command that did not throw. */
export function createProgram(context: Context, finish: (exitCode: number) => void): Command {
  const program = new Command("revimg")
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help for a command")
    .usage("<command> [options]")
    .addHelpText("before", introduction)
    .addHelpText("after", details)
    .configureHelp({ subcommandTerm: (command) => `${command.name()} ${command.usage()}` })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      // The caller prints errors, in plain words or as JSON.
      outputError: () => {},
      getOutHelpWidth: () => terminalWidth(context.stdout, context.environment) ?? 80,
    });
  for (const add of [
    addIndexCommand,
    addWatchCommand,
    addSearchCommand,
    addCompareCommand,
    addServeCommand,
    addKeysCommand,
    addListCommand,
    addShowCommand,
    addEditCommand,
    addDeleteCommand,
    addDuplicatesCommand,
    addFailuresCommand,
    addRetryCommand,
    addStatsCommand,
    addWorkerCommand,
    addQueueCommand,
    addModelsCommand,
    addConfigCommand,
    addVerifyCommand,
    addReindexCommand,
    addMigrateCommand,
    addExportCommand,
    addImportCommand,
    addBackupCommand,
    addDoctorCommand,
    addEvalCommand,
  ]) {
    add(program, context, finish);
  }
  return program;
}

function version(): string {
  const file = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(file) as { version: string }).version;
}
