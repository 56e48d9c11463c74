import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.js";
import { startProcess, temporaryDirectory } from "./processes.js";

export interface PgvectorServer {
  /** To the database `postgres`. The extension is there to be created, and is not yet. */
  readonly url: string;
  readonly port: number;
  /** What the server wrote. */
  readonly logFile: string;
  /** Ends the server and forgets its data. Twice is a no-op. */
  stop(): Promise<void>;
}

const readyTimeoutMs = 60_000;

/**
 * Starts PGlite on a free port of 127.0.0.1: PostgreSQL with the pgvector
 * extension, both compiled to WebAssembly, in a process of its own. All
 * connections share one session of the server: one at a time may be in use, and
 * prepared statements must be off. It can't cancel a statement, and forgets
 * everything at `stop()`.
 */
export async function startPgvector(): Promise<PgvectorServer> {
  const directory = await temporaryDirectory("revimg-pgvector-");
  const logFile = join(directory, "log");
  const port = await freePort();
  const program = fileURLToPath(new URL("./pglite-server.js", import.meta.url));
  const server = await startProcess(process.execPath, [program, String(port)], { logFile });
  const stop = async () => {
    await server.kill();
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  };
  const deadline = Date.now() + readyTimeoutMs;
  while (!(await answers(port))) {
    if (server.hasEnded || Date.now() > deadline) {
      const log = await readFile(logFile, "utf8");
      await stop();
      throw new Error(`PGlite did not start: ${log.trim().slice(-2_000)}`);
    }
    await delay(50);
  }
  return { url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`, port, logFile, stop };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const connected = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  return connected;
}
