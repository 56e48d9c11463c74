import { type Command, InvalidArgumentError, Option } from "commander";
import { collect } from "../shared/filter-options.js";
import { addCommonOptions, serverOption, wholeNumber } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import type { AddKeyOptions } from "./keys/add-key.js";
import type { KeysCommandOptions } from "./keys/key-access.js";

type Finish = (exitCode: number) => void;

const scopes = ["read", "write", "admin"] as const;
type Scope = (typeof scopes)[number];

const details = `
A key opens the HTTP server: Authorization: Bearer <key>. read lets it search,
list and see the pictures; write lets it add, change and remove them; admin lets
it do everything, with keys too. Keys are kept with the index, as hashes.

Make the first key before you start the server: it holds the index while it
runs. --server then does the same through it, with an admin key in REVIMG_KEY.
It sees the change at once, other servers of the same index within a second.

Examples:
  revimg keys add --label "Ada's laptop" --scope admin
  revimg keys add --label shop --scope read --scope write --days 90
  REVIMG_KEY=revimg_… revimg keys list --server http://127.0.0.1:3000
  revimg keys revoke 4f1c0a9b2d3e`;

const addDetails = `
The key is printed once, alone on stdout. Nobody can read it from the index
later; revoke it and make another one.

Examples:
  revimg keys add --label shop --scope read
  revimg keys add --label shop --scope read --days 90 > shop.key
  revimg keys add --label ops --scope admin --opens shop --opens blog

A key opens the collection that it is kept with. With --opens it is kept with the
collection that revimg serve opens itself, and opens others of that server.`;

/** `revimg keys` and its subcommands. */
export function addKeysCommand(program: Command, context: Context, finish: Finish): void {
  const keys = program
    .command("keys")
    .usage("[command] [options]")
    .summary("make, list and revoke keys to the server")
    .description("Make, list and revoke the keys that open the HTTP server.")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [command]", "show help for a command")
    .addHelpText("after", details);
  addList(keys, context, finish);
  addAdd(keys, context, finish);
  addRevoke(keys, context, finish);
}

function addList(keys: Command, context: Context, finish: Finish): void {
  const command = keys
    .command("list", { isDefault: true })
    .usage("[options]")
    .summary("show all keys")
    .description("Show all keys, the oldest first. The keys themselves are not shown.");
  addKeysOptions(command, "print the keys as JSON")
    .allowExcessArguments()
    .action(async (options: KeysCommandOptions) => {
      // A word that is no subcommand's name arrives here.
      const [word] = command.args;
      if (word !== undefined) command.error(`error: unknown command 'keys ${word}'`);
      const { listKeys } = await import("./keys/list-keys.js");
      finish(await listKeys(options, context));
    });
}

function addAdd(keys: Command, context: Context, finish: Finish): void {
  const command = keys
    .command("add")
    .usage("--label <text> --scope <scope> [options]")
    .summary("make a key")
    .description("Make a key and print it.")
    .requiredOption("--label <text>", "what you call it, up to 100 characters")
    .addOption(
      new Option("--scope <scope>", "read, write or admin; may be repeated")
        .argParser(collectScopes)
        .makeOptionMandatory(),
    )
    .option(
      "--opens <collection>",
      'it opens this served collection instead; "*" for all; may be repeated',
      collect,
    )
    .option("--days <number>", "it expires after so many days", wholeNumber(1, 36_500));
  addKeysOptions(command, "print the key as JSON")
    .addHelpText("after", addDetails)
    .action(async (options: AddKeyOptions) => {
      const { addKey } = await import("./keys/add-key.js");
      finish(await addKey(options, context));
    });
}

function addRevoke(keys: Command, context: Context, finish: Finish): void {
  const command = keys
    .command("revoke")
    .usage("<id> [options]")
    .summary("make a key useless")
    .description("Make a key useless. Requests with it are refused from then on.")
    .argument("<id>", "id of the key, as revimg keys list shows it");
  addKeysOptions(command, "print what was done as JSON").action(
    async (id: string, options: KeysCommandOptions) => {
      const { revokeKey } = await import("./keys/revoke-key.js");
      finish(await revokeKey(id, options, context));
    },
  );
}

function addKeysOptions(command: Command, json: string): Command {
  command.addOption(serverOption("do it through a running server, with an admin key"));
  return addCommonOptions(command, json);
}

function collectScopes(text: string, before: Scope[] = []): Scope[] {
  const scope = scopes.find((each) => each === text);
  if (scope !== undefined) return [...before, scope];
  throw new InvalidArgumentError(`It must be ${scopes.join(", ")}.`);
}
