import { type Command, Option } from "commander";
import type { Context } from "../terminal/context.js";
import { addCheck } from "./models/check-command.js";
import type { ModelsCommandOptions } from "./models/models-settings.js";
import type { PullCommandOptions } from "./models/pull-model.js";

type Finish = (exitCode: number) => void;

const details = `
Examples:
  revimg models                      all models, and which are here
  revimg models pull clip-vit-b32    fetch CLIP, 608 MB
  revimg models verify               check the files that are here
  revimg models path clip-vit-b32    the folder of its files
  revimg models check ./my-model     compare a model with reference vectors

A model is a built-in name, or the path of a manifest.json of your own.
Files are kept in the platform's cache folder. --cache, XDG_CACHE_HOME or
REVIMG_MODEL_CACHE changes it. HF_ENDPOINT names a mirror, HTTPS_PROXY a proxy.`;

const pullDetails = `
A download that is stopped or cut keeps the bytes that have arrived, and the
same command continues from there. A file gets its name when it is whole and has
the manifest's SHA-256.

Examples:
  revimg models pull clip-vit-b32
  revimg models pull clip-vit-b32 --parts image
  HF_ENDPOINT=https://models.example.org revimg models pull clip-vit-b32
  revimg models pull ./my-model/manifest.json

Exit codes: 0 all files are here, 18 a file can't be fetched, 19 the server has
another file, 130 stopped by Ctrl-C.

With --json, each line on stdout is an object with a "type": progress, file, and
at the end finished or interrupted, or else { "error": … }.`;

const verifyDetails = `
Examples:
  revimg models verify
  revimg models verify clip-vit-b32 --json

Exit codes: 0 all is right, 18 a file is missing, 19 a file is not the
manifest's. Each such file is listed with the command that mends it.`;

const pathDetails = `
Examples:
  revimg models path clip-vit-b32
  cp -r "$(revimg models path clip-vit-b32)" /media/stick`;

/** `revimg models` and its subcommands. */
export function addModelsCommand(program: Command, context: Context, finish: Finish): void {
  const models = program
    .command("models")
    .usage("[command] [options]")
    .summary("list, fetch and check models")
    .description("List, fetch and check the models that make pictures comparable.")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [command]", "show help for a command")
    .addHelpText("after", details);
  addList(models, context, finish);
  addPull(models, context, finish);
  addVerify(models, context, finish);
  addPath(models, context, finish);
  addModelsOptions(addCheck(models, context, finish), "print the figures and every cosine as JSON");
}

function addList(models: Command, context: Context, finish: Finish): void {
  const command = models
    .command("list", { isDefault: true })
    .usage("[options]")
    .summary("show all models, and which are here")
    .description("Show the built-in models, their size and license, and which are here.");
  addModelsOptions(command, "print the models as JSON")
    .allowExcessArguments()
    .action(async (options: ModelsCommandOptions) => {
      // A word that is no subcommand's name arrives here.
      const [word] = command.args;
      if (word !== undefined) command.error(`error: unknown command 'models ${word}'`);
      const { listModels } = await import("./models/list-models.js");
      finish(await listModels(options, context));
    });
}

function addPull(models: Command, context: Context, finish: Finish): void {
  const command = models
    .command("pull")
    .usage("<model> [options]")
    .summary("fetch a model's files")
    .description("Fetch the files of a model that are not here yet, and check them all.")
    .argument("<model>", "clip-vit-b32, or the path of a manifest")
    .addOption(
      new Option("--dtype <format>", "number format of the weights (default: fp32)").choices([
        "fp32",
        "fp16",
        "int8",
      ]),
    )
    .addOption(
      new Option("--parts <which>", "the part for pictures, the part for texts, or both")
        .choices(["image", "text", "all"])
        .default("all"),
    )
    .addOption(new Option("--endpoint <url>", "a mirror of the hub (default: $HF_ENDPOINT)"));
  addModelsOptions(command, "print one JSON object per line")
    .addHelpText("after", pullDetails)
    .action(async (reference: string, options: PullCommandOptions) => {
      const { pullModelFiles } = await import("./models/pull-model.js");
      finish(await pullModelFiles(reference, options, context));
    });
}

function addVerify(models: Command, context: Context, finish: Finish): void {
  const command = models
    .command("verify")
    .usage("[model] [options]")
    .summary("check the files that are here")
    .description("Hash the files that are here again, and compare them with the manifests.")
    .argument("[model]", "only this one");
  addModelsOptions(command, "print the files as JSON")
    .addHelpText("after", verifyDetails)
    .action(async (reference: string | undefined, options: ModelsCommandOptions) => {
      const { verifyModels } = await import("./models/verify-models.js");
      finish(await verifyModels(reference, options, context));
    });
}

function addPath(models: Command, context: Context, finish: Finish): void {
  const command = models
    .command("path")
    .usage("<model> [options]")
    .summary("print the folder of a model's files")
    .description("Print the folder of a model's files, even before they are fetched.")
    .argument("<model>", "a built-in name, or the path of a manifest");
  addModelsOptions(command, "print the path as JSON")
    .addHelpText("after", pathDetails)
    .action(async (reference: string, options: ModelsCommandOptions) => {
      const { printModelPath } = await import("./models/print-model-path.js");
      finish(await printModelPath(reference, options, context));
    });
}

function addModelsOptions(command: Command, json: string): Command {
  return command
    .option("--cache <folder>", "where fetched files are kept (default: $REVIMG_MODEL_CACHE)")
    .option("--json", json)
    .option("--verbose", "show where an error comes from")
    .helpOption("-h, --help", "show this help");
}
