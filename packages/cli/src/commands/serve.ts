import type { Command } from "commander";
import { collect } from "../shared/filter-options.js";
import { addCommonOptions, wholeNumber } from "../shared/options.js";
import type { Context } from "../terminal/context.js";
import type { ServeCommandOptions } from "./serve/serve-index.js";

const details = `
  POST /search     similar pictures and keywords for the picture in the form
                   field "image"
  GET /images      what the index holds, a page at a time; /images/{id} for one
  GET /image/{id}  a picture, or with ?variant=thumbnail its thumbnail
  GET /health      the state of the server, its model and the number of pictures

Without --host, the server can be reached only from this computer. It asks for
no password: everyone who reaches it can search and see the pictures. The server
holds the index while it runs; use --server in other commands.

Examples:
  revimg serve
  revimg serve --port 8080 --data ./my-index
  revimg serve --cors https://shop.example
  curl -F image=@query.jpg http://127.0.0.1:3000/search

Ctrl-C stops it, with exit code 0. With --json it prints { "type": "listening",
"url", … } on a line when it is ready, and { "type": "stopped" } at the end.`;

export function addServeCommand(
  program: Command,
  context: Context,
  finish: (exitCode: number) => void,
): void {
  const command = program
    .command("serve")
    .usage("[options]")
    .summary("answer searches over HTTP")
    .description("Answer searches over HTTP.")
    .option("--port <number>", "port to listen on, 0 for a free one", wholeNumber(0, 65535), 3000)
    .option("--host <name>", "address to listen on; 0.0.0.0 for all networks", "127.0.0.1")
    .option(
      "--cors <origin>",
      'pages of this origin may ask from a browser, "*" for all; may be repeated',
      collect,
    );
  addCommonOptions(command, "print one JSON object per line")
    .addHelpText("after", details)
    .action(async (options: ServeCommandOptions) => {
      const { serveIndex } = await import("./serve/serve-index.js");
      finish(await serveIndex(options, context));
    });
}
