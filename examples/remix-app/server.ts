import { once } from "node:events";
import { join } from "node:path";
import {
  openConfiguredQueue,
  readConfig,
  type ServerConfig,
  serverHost,
} from "@revimg/adapters/config";
import { createRevimg, RevimgError } from "@revimg/core";
import { localHosts, toHandlerOptions } from "@revimg/http";
import { adminAccess } from "./server/admin/admin";
import { readCommandLine, usage } from "./server/command-line";
import { gallerySamples } from "./server/gallery-samples";
import { KeptUploads } from "./server/kept-uploads";
import { Library } from "./server/library";
import { type Listening, listen } from "./server/listen";
import { exitCodeOf, explain, write } from "./server/output";
import type { ServerContext } from "./server/server-context";
import { createWebApp } from "./server/web-app";

const interruptedExitCode = 130;

process.exitCode = await main();

/** Listens first, so that the page is there while the index opens and grows behind it. */
async function main(): Promise<number> {
  const stop = stopOnSignal();
  let listening: Listening | undefined;
  let library: Library | undefined;
  let queue: Awaited<ReturnType<typeof openConfiguredQueue>> | undefined;
  try {
    const { help, port, hostname, ...commanded } = await readCommandLine();
    if (help) {
      write(usage);
      return 0;
    }
    const { folders, gallery, sources, backups, adminLink } = commanded;
    const report = await readConfig();
    const { options, server } = report;
    if (server.queueJobs) queue = await openConfiguredQueue(report);
    requireOpenReading(server);
    const context: ServerContext = {
      api: (request, connection) => opened().api(request, connection),
      snapshot: () => opened().snapshot(),
      admin: adminAccess(
        () => opened().admin(),
        () => library?.knownAdmin,
      ),
      uploads: new KeptUploads({
        directory: join(options.dataDirectory ?? "revimg-data", "search-uploads"),
      }),
      samples: gallerySamples,
    };
    const { trustProxy } = server;
    const handlerOptions = {
      ...localHosts({ hostname, trustProxy }),
      ...toHandlerOptions(server, (line) => write(line)),
    };
    const { hosts } = handlerOptions;
    const isStopping = () => stop.aborted;
    const webApp = await createWebApp(context, { trustProxy, hosts, isStopping });
    listening = await listen(webApp, { port, hostname });
    write(`revimg is listening on ${listening.url}`);
    library = new Library({
      open: () => createRevimg(options),
      url: listening.url,
      handlerOptions: {
        ...handlerOptions,
        ...serverHost(report, { places: [...folders, ...sources], backups }),
        ...(queue && { queue }),
      },
      ...{ folders, gallery, adminLink },
      signal: stop,
    });
    await library.run();
    if (!stop.aborted) await once(stop, "abort");
    write(library.farewell());
    return 0;
  } catch (error) {
    write(`revimg: ${explain(error)}`, process.stderr);
    return exitCodeOf(error);
  } finally {
    await listening?.close();
    await library?.close();
    await queue?.close();
  }

  function opened(): Library {
    // The first request can't come before the next line of this function has run.
    if (!library) throw new Error("A request came before the library was made.");
    return library;
  }
}

/** The pages ask with no key: they would show what the API keeps to itself, and no picture. */
function requireOpenReading({ read }: ServerConfig): void {
  if (read !== "key") return;
  throw new RevimgError(
    "invalid_config",
    "The pages of this app are open to whoever reaches them, so server.read (REVIMG_READ) can't be key. Put a login in front of the app, or use revimg serve for an API alone.",
    { details: { key: "server.read" } },
  );
}

/** The first Ctrl-C or SIGTERM stops cleanly; the second ends the process at once. */
function stopOnSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(interruptedExitCode);
      write("Stopping. Once more to stop at once.");
      controller.abort();
    });
  }
  return controller.signal;
}
