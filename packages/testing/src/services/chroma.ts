import { readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "./free-port.js";
import { type ServerProcess, startProcess, temporaryDirectory } from "./processes.js";

export interface ChromaAccess {
  readonly url: string;
}

export interface ChromaServer extends ChromaAccess {
  /** What the server wrote. */
  readonly logFile: string;
  /** Ends the server at once with SIGKILL, as a power cut would. */
  kill(): Promise<void>;
  /** Starts the server again after `kill()`, on the same port and data. */
  restart(): Promise<void>;
  /** Such as `SIGSTOP`, after which it takes connections and says nothing, until `SIGCONT`. */
  signal(name: NodeJS.Signals): void;
  /** Stops the server and removes its data. Twice is a no-op. */
  stop(): Promise<void>;
}

/** Longest wait for a server to answer, also after a crash. */
const readyTimeoutMs = 60_000;

/** How to have a server here, for the reason of a skip. */
export const howToInstallChroma = "It comes with pnpm install, for Linux on x64.";

/** Whether Chroma's server is here: a native part of its npm package. */
export function isChromaInstalled(): boolean {
  return commandFile() !== null;
}

/** Starts a real Chroma server with data of its own on a free port of 127.0.0.1. */
export async function startChroma(): Promise<ChromaServer> {
  const command = commandFile();
  if (command === null) throw new Error(`Chroma is not installed here. ${howToInstallChroma}`);
  const directory = await temporaryDirectory("revimg-chroma-");
  const logFile = join(directory, "log");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const place = ["--path", join(directory, "data"), "--host", "127.0.0.1", "--port", `${port}`];
  const start = async () => {
    const line = [command, "run", ...place];
    const server = await startProcess(process.execPath, line, { cwd: directory, logFile });
    await untilReady(server, url, logFile);
    return server;
  };
  let server = await start();
  return {
    url,
    logFile,
    kill: () => server.kill("SIGKILL"),
    async restart() {
      await server.ended;
      server = await start();
    },
    signal(name) {
      process.kill(server.pid, name);
    },
    async stop() {
      await server.kill("SIGKILL");
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** The command of the package, where the part of it that is the server is there for this machine. */
function commandFile(): string | null {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  try {
    const main = createRequire(import.meta.url).resolve("chromadb");
    createRequire(main).resolve("chromadb-js-bindings-linux-x64-gnu");
    return join(dirname(main), "..", "cli.mjs");
  } catch {
    return null;
  }
}

async function untilReady(server: ServerProcess, url: string, logFile: string): Promise<void> {
  const deadline = Date.now() + readyTimeoutMs;
  while (!server.hasEnded && Date.now() < deadline) {
    const answer = await fetch(`${url}/api/v2/heartbeat`).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await delay(50);
  }
  await server.kill();
  const log = await readFile(logFile, "utf8").catch(() => "");
  throw new Error(`Chroma did not start: ${log.trim().slice(-2_000)}`);
}
