import { type Command, InvalidArgumentError, Option } from "commander";
import type { Context } from "../../terminal/context.js";
import type { CheckCommandOptions } from "./check-model.js";

const details = `
The folder holds pictures and the vectors that another program made of them with
the same model, such as its authors' own code. They are in one of two forms:

  vectors.jsonl   a line for each: {"file": "cat.jpg", "vector": [0.01, …]}
                  a text has "text" instead of "file"
  vectors.npy     a matrix of float32, and files.txt with the picture of each row

Examples:
  revimg models check ./my-model
  revimg models check ./reference --model ./my-model/manifest.json
  revimg models check ./reference --model clip-vit-b32 --json

Exit codes: 0 every vector comes near enough, 3 some do not, 15 there are no
reference vectors, 18 or 19 a file of the model is missing or wrong.`;

/** `revimg models check`. */
export function addCheck(
  models: Command,
  context: Context,
  finish: (exitCode: number) => void,
): Command {
  return models
    .command("check")
    .usage("<folder> [options]")
    .summary("compare a model's vectors with a reference")
    .description("Run a model by its manifest, and say how near it comes to reference vectors.")
    .argument("<folder>", "pictures with their reference vectors")
    .option("--model <model>", "a built-in name or a manifest (default: manifest.json there)")
    .addOption(
      new Option("--dtype <format>", "number format of the weights (default: fp32)").choices([
        "fp32",
        "fp16",
        "int8",
      ]),
    )
    .addOption(
      new Option("--least <cosine>", "what a vector must reach")
        .default(0.999)
        .argParser(parseCosine),
    )
    .addHelpText("after", details)
    .action(async (folder: string, options: CheckCommandOptions) => {
      const { checkModelFolder } = await import("./check-model.js");
      finish(await checkModelFolder(folder, options, context));
    });
}

function parseCosine(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= -1 && value <= 1) return value;
  throw new InvalidArgumentError("It must be a number from -1 to 1.");
}
