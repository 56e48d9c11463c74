import { randomBytes } from "node:crypto";
import { accessSync, constants, readdirSync } from "node:fs";
import { chmod, chown, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "./free-port.js";
import {
  findProgram,
  run,
  type ServerProcess,
  startProcess,
  temporaryDirectory,
} from "./processes.js";

export interface PostgresServer {
  /** With user and password, to the database `postgres`. */
  readonly url: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** What the server wrote. */
  readonly logFile: string;
  /** The server's own certificate (PEM), for servers started with `tls`. */
  readonly certificate: string | null;
  /** Ends every process of the server at once with SIGKILL, as a power cut would. */
  kill(): Promise<void>;
  /** Starts the server again after `kill()`, on the same port and data. */
  restart(): Promise<void>;
  /** Stops the server and removes its data. Twice is a no-op. */
  stop(): Promise<void>;
}

export interface StartPostgresOptions {
  /** Serve TLS as well, with a self-signed certificate for 127.0.0.1 (made by openssl). */
  tls?: boolean;
  /** Server settings by name, such as `{ max_connections: "20" }`. */
  settings?: Record<string, string>;
}

const user = "postgres";
/** Longest wait for a server to accept connections, also after a crash. */
const readyTimeoutMs = 60_000;

/** Whether PostgreSQL's server programs are here: on Debian the package `postgresql`. */
export function isPostgresInstalled(): boolean {
  return programsFolder() !== null;
}

/**
 * Starts a real PostgreSQL server with data of its own on a free port of
 * 127.0.0.1. It asks for a password (SCRAM) and forgets everything at `stop()`.
 */
export async function startPostgres({
  tls = false,
  settings = {},
}: StartPostgresOptions = {}): Promise<PostgresServer> {
  const programs = programsFolder();
  if (programs === null) {
    throw new Error("PostgreSQL is not installed here. On Debian: apt-get install postgresql");
  }
  const directory = await temporaryDirectory("revimg-postgres-");
  const account = await serverAccount();
  const data = join(directory, "data");
  const logFile = join(directory, "log");
  const password = randomBytes(12).toString("hex");
  const passwordFile = join(directory, "password");
  await writeFile(passwordFile, password);
  const certificate = tls ? await makeCertificate(directory) : null;
  if (account) {
    const names = ["", "password", ...(tls ? ["server.crt", "server.key"] : [])];
    for (const name of names) await chown(join(directory, name), account.uid, account.gid);
  }
  const initdb = ["-D", data, "-U", user, "-A", "scram-sha-256", "--pwfile", passwordFile];
  const [command, ...args] = asAccount(account, [
    join(programs, "initdb"),
    ...initdb,
    ...["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
  ]);
  await run(command, args, { cwd: directory });

  const port = await freePort();
  const given = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: directory,
    // A killed process loses nothing that it has written: only a power cut would.
    fsync: "off",
    ...(tls && {
      ssl: "on",
      ssl_cert_file: join(directory, "server.crt"),
      ssl_key_file: join(directory, "server.key"),
    }),
    ...settings,
  };
  const line = asAccount(account, [
    join(programs, "postgres"),
    ...["-D", data, "-p", String(port)],
    ...Object.entries(given).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ]);
  const start = async () => {
    const server = await startProcess(line[0], line.slice(1), { cwd: directory, logFile });
    await untilReady(server, join(programs, "pg_isready"), port, logFile);
    return server;
  };
  let server = await start();
  return {
    url: `postgres://${user}:${password}@127.0.0.1:${port}/postgres`,
    port,
    user,
    password,
    logFile,
    certificate,
    async kill() {
      const backends = await childrenOf(server.pid);
      await server.kill("SIGKILL");
      for (const pid of backends) killIfAlive(pid);
      // Until the last one is gone, the server refuses to start on the same data.
      while (!(await Promise.all(backends.map(hasEnded))).every(Boolean)) await delay(10);
    },
    async restart() {
      await server.ended;
      server = await start();
    },
    async stop() {
      await server.kill("SIGINT");
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Debian keeps the server's programs by version and out of the search path. */
function programsFolder(): string | null {
  const root = "/usr/lib/postgresql";
  const versions = readdirOrNothing(root).map(Number).filter(Number.isFinite);
  const folders = versions.sort((a, b) => b - a).map((version) => join(root, `${version}`, "bin"));
  const onPath = findProgram("initdb")?.replace(/\/initdb$/, "");
  return [...folders, ...(onPath ? [onPath] : [])].find(hasServer) ?? null;
}

function readdirOrNothing(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function hasServer(folder: string): boolean {
  try {
    for (const name of ["postgres", "initdb", "pg_isready"]) {
      accessSync(join(folder, name), constants.X_OK);
    }
    return true;
  } catch {
    return false;
  }
}

interface Account {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root: then it runs as the account its package made. */
async function serverAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const [uid, gid] = await Promise.all(["-u", "-g"].map((part) => run("id", [part, "postgres"])));
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
}

/** `setpriv` becomes the program it starts, so that the process id is the server's; `runuser` would stay between. */
function asAccount(account: Account | null, line: string[]): [string, ...string[]] {
  if (!account) return line as [string, ...string[]];
  const identity = [`--reuid=${account.uid}`, `--regid=${account.gid}`, "--clear-groups"];
  return [findProgram("setpriv") ?? "setpriv", ...identity, "--pdeathsig", "KILL", "--", ...line];
}

async function untilReady(
  server: ServerProcess,
  isReady: string,
  port: number,
  logFile: string,
): Promise<void> {
  const deadline = Date.now() + readyTimeoutMs;
  while (!server.hasEnded && Date.now() < deadline) {
    const asked = run(isReady, ["-q", "-h", "127.0.0.1", "-p", String(port)]);
    if (await asked.then(() => true).catch(() => false)) return;
    await delay(50);
  }
  await server.kill();
  const log = await readFile(logFile, "utf8");
  throw new Error(`PostgreSQL did not start: ${log.trim().slice(-2_000)}`);
}

async function childrenOf(pid: number): Promise<number[]> {
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return list.split(" ").filter(Boolean).map(Number);
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Ended ones may stay in the list as zombies until somebody takes note. */
async function hasEnded(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  return status === null || / [ZX] /.test(status.slice(status.lastIndexOf(")") + 1));
}

async function makeCertificate(directory: string): Promise<string> {
  const file = join(directory, "server.crt");
  const key = join(directory, "server.key");
  const names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"];
  const form = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"];
  await run("openssl", ["req", ...form, "-keyout", key, "-out", file, ...names]);
  await chmod(key, 0o600);
  return readFile(file, "utf8");
}
