import { once } from "node:events";
import { loadConfig } from "@revimg/adapters/config";
import { createRevimg } from "@revimg/core";
import type { AppContext } from "./app/lib/app-context";
import { readCommandLine, usage } from "./server/command-line";
import { Library } from "./server/library";
import { type Listening, listen } from "./server/listen";
import { exitCodeOf, explain, write } from "./server/output";
import { createWebApp } from "./server/web-app";

const interruptedExitCode = 130;

process.exitCode = await main();

/** Listens first, so that the page is there while the index opens and grows behind it. */
async function main(): Promise<number> {
  const stop = stopOnSignal();
  let listening: Listening | undefined;
  let library: Library | undefined;
  try {
    const { help, port, hostname, folders } = await readCommandLine();
    if (help) {
      write(usage);
      return 0;
    }
    const options = await loadConfig();
    const context: AppContext = {
      api: (request) => opened().api(request),
      revimg: () => opened().revimg(),
      snapshot: () => opened().snapshot(),
    };
    listening = await listen(await createWebApp(context), { port, hostname });
    write(`revimg is listening on ${listening.url}`);
    library = new Library({
      open: () => createRevimg(options),
      url: listening.url,
      folders,
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
  }

  function opened(): Library {
    // The first request can't come before the next line of this function has run.
    if (!library) throw new Error("A request came before the library was made.");
    return library;
  }
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
