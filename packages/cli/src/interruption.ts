import { exitCodes } from "./shared/exit-codes.js";

type StoppedBy = "SIGINT" | "SIGTERM" | "SIGPIPE";

/** Why a command ends early: Ctrl-C, a request to end, or nobody left to read its output. */
export class Interruption extends Error {
  override readonly name = "Interruption";

  constructor(readonly by: StoppedBy) {
    super(`Stopped by ${by}.`);
  }

  get exitCode(): number {
    return exitCodes[this.by];
  }
}

/**
 * A signal that the first Ctrl-C (or SIGTERM) aborts, so that a command can stop
 * cleanly. The second one ends the process at once. The index survives that.
 */
export function listenForInterruption(): AbortSignal {
  const controller = new AbortController();
  for (const by of ["SIGINT", "SIGTERM"] as const) {
    process.on(by, () => {
      if (controller.signal.aborted) endBy(by);
      controller.abort(new Interruption(by));
    });
  }
  // `revimg … | head` closes the pipe early. That is no error, and nobody would read one.
  for (const output of [process.stdout, process.stderr]) {
    output.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      controller.abort(new Interruption("SIGPIPE"));
    });
  }
  return controller.signal;
}

/**
 * Ends the process as the system would. Unlike `process.exit`, this does not wait for
 * threads that still work.
 */
function endBy(by: NodeJS.Signals): void {
  process.removeAllListeners(by);
  process.kill(process.pid, by);
}
