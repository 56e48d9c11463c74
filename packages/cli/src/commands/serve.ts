import { type Command, Option } from "commander";
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
  GET /metrics     figures for Prometheus, with a key
  /c/NAME/...      the same for another collection, with --serve-collection

Without --host, the server can be reached only from this computer, under its
local names. Everyone who reaches it can search and see the pictures, unless
--read key is given. Changes always need a key: see revimg keys. With --read key
and no key yet, the server prints one for an admin, once. While it runs, it
holds an index in a folder: search, stats and keys then take --server.

Examples:
  revimg serve
  revimg serve --port 8080 --data ./my-index
  revimg serve --cors https://shop.example
  revimg serve --read key --access-log --trust-proxy 127.0.0.1
  revimg serve --serve-collection shop --serve-collection blog
  revimg serve --source /srv/photos --show-folders --backups /srv/backups
  curl -F image=@query.jpg http://127.0.0.1:3000/search

The options may stand in the configuration, too: server in revimg.config.ts, or
REVIMG_READ, REVIMG_CORS and others. An option given here wins over them.

Ctrl-C stops it, with exit code 0. With --json it prints { "type": "listening",
"url", … } on a line when it is ready, and { "type": "stopped" } at the end.
--access-log adds a line { "type": "request", … } for each request.`;

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
    )
    .addOption(
      new Option(
        "--read <who>",
        "who may search and see the pictures: all (the default), or who has a key",
      ).choices(["open", "key"]),
    )
    .addOption(
      new Option(
        "--metrics <who>",
        "who may read /metrics: all, or who has a key (the default)",
      ).choices(["open", "key"]),
    )
    .option(
      "--link-seconds <number>",
      "with --read key: how long addresses of pictures work without one (default: 3600)",
      wholeNumber(0, 604_800),
    )
    .option("--redirect-images", "lead clients to the blob store where it gives addresses")
    .option("--access-log", "print a line of JSON for each request")
    .option(
      "--rate-limit <number>",
      "most requests a minute of one key or address; pictures do not count",
      wholeNumber(1, 1_000_000),
    )
    .option(
      "--trust-proxy <network>",
      "believe what this address or network says of clients, such as 10.0.0.0/8; may be repeated",
      collect,
    )
    .option("--allow-host <name>", "host name to answer under; may be repeated", collect)
    .addOption(
      new Option(
        "--thorough-copies <who>",
        "who may search with copies: thorough, at many times the cost: all, who has a key (the default), or nobody",
      ).choices(["open", "key", "off"]),
    )
    .option(
      "--source <place>",
      "folder or s3://bucket/prefix that admins can index; may be repeated",
      collect,
    )
    .option("--show-folders", "tell readers in which folder of a source a picture lies")
    .option(
      "--queue-jobs",
      "give sources, and several pictures sent at once, to workers; see revimg worker",
    )
    .option("--backups <folder>", "folder in which admins can make backups")
    .option(
      "--serve-collection <name>",
      'answer for this collection too, at /c/<name>; "*" for all; may be repeated',
      collect,
    )
    .option(
      "--max-open <number>",
      "most of these that are open at one time (default: 16)",
      wholeNumber(1, 10_000),
    );
  addCommonOptions(command, "print one JSON object per line")
    .addHelpText("after", details)
    .action(async (options: ServeCommandOptions) => {
      const { serveIndex } = await import("./serve/serve-index.js");
      finish(await serveIndex(options, context));
    });
}
