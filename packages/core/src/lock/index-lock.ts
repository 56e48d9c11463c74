import { createHash, randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RevimgError } from "../errors.js";
import { OwnerRequests, type ServeRequest } from "./owner-requests.js";

/** What the lock file says about the owner. */
interface Owner {
  socket: string;
  pid: number;
  /** Where the owner serves the index over HTTP, once it does. */
  url?: string;
}

/** A guard older than this was left by a process that died inside a take-over. */
const guardMaxAgeMs = 10_000;

/**
 * One process at a time may hold an index. The owner listens on a local socket
 * that the lock file names: a connection proves that it lives, which a process
 * id does not (two containers on one volume may both be process 1). The kernel
 * accepts the connection even while the owner is busy.
 */
export class IndexLock {
  readonly #file: string;
  readonly #owner: Owner;
  readonly #server: Server;
  readonly #requests: OwnerRequests;

  private constructor(file: string, owner: Owner, server: Server, requests: OwnerRequests) {
    this.#file = file;
    this.#owner = owner;
    this.#server = server;
    this.#requests = requests;
  }

  /**
   * Rejects with `index_locked` when a living process holds it. A dead owner's lock
   * is taken over. `serve` answers what other processes ask of the owner.
   */
  static async acquire(
    directory: string,
    serve: ServeRequest = refuseRequests,
  ): Promise<IndexLock> {
    const file = lockFile(directory);
    const requests = new OwnerRequests(serve);
    const owner: Owner = { socket: socketPath(directory), pid: process.pid };
    const server = await listen(owner.socket, requests);
    try {
      // A link appears with its whole content or not at all.
      while (!(await tryLink(file, owner))) await clearIfDead(file, directory);
    } catch (error) {
      await close(server);
      throw error;
    }
    return new IndexLock(file, owner, server, requests);
  }

  /** Lets those who find the lock taken know where the index is served. */
  async announce(url: string): Promise<void> {
    this.#owner.url = url;
    const draft = `${this.#file}.${randomUUID()}`;
    await writeFile(draft, JSON.stringify(this.#owner));
    await rename(draft, this.#file);
  }

  /** Stops what other processes have asked for. To be called before the index is closed. */
  stopRequests(): Promise<void> {
    return this.#requests.stop();
  }

  async release(): Promise<void> {
    await this.stopRequests();
    await rm(this.#file, { force: true });
    await close(this.#server);
  }
}

/** The socket of the process that has the index in a folder open; null where the lock does not tell. */
export async function ownerSocket(directory: string): Promise<string | null> {
  return (await readOwner(lockFile(directory)))?.socket ?? null;
}

function lockFile(directory: string): string {
  return join(directory, "index.lock");
}

// biome-ignore lint/correctness/useYield: there is nothing to say.
async function* refuseRequests(): AsyncGenerator<never> {
  throw new RevimgError("unsupported", "The process that has the index open takes no requests.");
}

/** Inside the folder, so that it works across containers, unless the path is too long for a socket. */
function socketPath(directory: string): string {
  const name = randomUUID().slice(0, 8);
  if (process.platform === "win32") return `\\\\.\\pipe\\revimg-${name}`;
  const inside = join(directory, `owner-${name}.sock`);
  if (Buffer.byteLength(inside) <= 100) return inside;
  const hash = createHash("sha256").update(directory).digest("hex").slice(0, 12);
  return join(tmpdir(), `revimg-${hash}-${name}.sock`);
}

async function listen(socket: string, requests: OwnerRequests): Promise<Server> {
  const server = createServer((connection) => requests.accept(connection));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(socket, resolve);
  });
  return server.unref();
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

async function tryLink(file: string, owner: Owner): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(owner));
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Throws when the owner lives; removes the lock of a dead one, one process at a time. */
async function clearIfDead(file: string, directory: string): Promise<void> {
  await refuseIfAlive(file, directory);
  const guard = `${file}.takeover`;
  try {
    await mkdir(guard);
  } catch {
    const age = await stat(guard).then(
      (stats) => Date.now() - stats.mtimeMs,
      () => 0,
    );
    if (age > guardMaxAgeMs) await rm(guard, { recursive: true, force: true });
    else await new Promise((resolve) => setTimeout(resolve, 50));
    return;
  }
  try {
    // Another process may have finished a take-over between the look and the guard.
    const owner = await refuseIfAlive(file, directory);
    await rm(file, { force: true });
    if (owner && process.platform !== "win32") await rm(owner.socket, { force: true });
  } finally {
    await rm(guard, { recursive: true, force: true });
  }
}

async function refuseIfAlive(file: string, directory: string): Promise<Owner | null> {
  const owner = await readOwner(file);
  if (!owner || !(await answers(owner.socket))) return owner;
  const where = owner.url
    ? `It is served at ${owner.url}: ask there, or stop that server.`
    : `Wait until process ${owner.pid} ends, or stop it.`;
  throw new RevimgError(
    "index_locked",
    `Another process has the index in ${directory} open. ${where}`,
    {
      details: { pid: owner.pid, ...(owner.url && { url: owner.url }) },
    },
  );
}

async function readOwner(file: string): Promise<Owner | null> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Owner;
  } catch {
    return null;
  }
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    connection.once("connect", () => {
      connection.destroy();
      resolve(true);
    });
    connection.once("error", () => resolve(false));
  });
}
