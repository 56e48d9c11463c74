import { createHash, randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { RevimgError } from "../../lib/errors.js";
import { Mutex } from "../../lib/mutex.js";
import { lockedError, lockFailure, lockName, lostLock } from "./lock-errors.js";
import { type FoundLock, type LockMark, readLock, replaceLock, tryTake } from "./lock-file.js";
import { OpenFolder } from "./open-folder.js";
import { thisProcess } from "./owner.js";
import { OwnerRequests, type ServeRequest } from "./owner-requests.js";
import { contact, ownerState } from "./owner-state.js";

/**
 * Only one process at a time may hold a folder, whatever path it used. The owner
 * listens on a local socket in the folder, and the lock file names the socket. A
 * connection proves that the owner lives. A process id does not: two containers on one
 * volume may both be process 1. The kernel accepts the connection even while the owner
 * is busy.
 */
export class IndexLock {
  readonly folder: OpenFolder;
  readonly #mark: LockMark;
  readonly #server: Server;
  readonly #requests: OwnerRequests;
  /** The text that this process wrote. */
  #text: string;
  /** Changes of the file happen one after the other. */
  readonly #changes = new Mutex();
  #released: Promise<void> | undefined;

  private constructor(
    folder: OpenFolder,
    mark: LockMark,
    server: Server,
    requests: OwnerRequests,
    text: string,
  ) {
    this.folder = folder;
    this.#mark = mark;
    this.#server = server;
    this.#requests = requests;
    this.#text = text;
  }

  /**
   * Rejects with `index_locked` unless there is no owner, or the owner is proven dead.
   * A dead owner's lock is taken over. `retryable` is false when only a person can
   * decide. Rejects with `store_failed` or `disk_full` when the folder can't be locked.
   * `serve` answers requests of other processes.
   */
  static async acquire(directory: string, serve?: ServeRequest): Promise<IndexLock> {
    try {
      return await IndexLock.acquireIn(await OpenFolder.open(directory), serve);
    } catch (error) {
      throw lockFailure(error, directory);
    }
  }

  /** Like `acquire`. `release()` closes the folder, and so does a rejection. */
  static async acquireIn(
    folder: OpenFolder,
    serve: ServeRequest = refuseRequests,
  ): Promise<IndexLock> {
    const requests = new OwnerRequests(serve);
    let server: Server | undefined;
    try {
      const { device, fileSystem } = folder;
      const socket = `owner-${randomUUID().slice(0, 18)}.sock`;
      const mark: LockMark = { socket, ...(await thisProcess()), device, fileSystem };
      server = await listen(folder.socket(socket), requests);
      const text = await take(folder, mark);
      return new IndexLock(folder, mark, server, requests, text);
    } catch (error) {
      if (server) await close(server);
      await folder.close();
      throw lockFailure(error, folder.path);
    }
  }

  /** Tells processes that find the lock taken where the index is served. */
  announce(url: string): Promise<void> {
    return this.#changes.run(async () => {
      if (this.#released) throw new RevimgError("disposed", "The index was closed.");
      if (!(await this.isHeld())) throw lostLock(this.folder.path);
      this.#mark.url = url;
      this.#text = await replaceLock(this.#file, this.#mark);
    });
  }

  /** Whether the lock file is still this process's. */
  async isHeld(): Promise<boolean> {
    return (await readLock(this.#file))?.text === this.#text;
  }

  /** Stops the requests of other processes. Call it before the index is closed. */
  stopRequests(): Promise<void> {
    return this.#requests.stop();
  }

  /** A second call waits for the first. */
  release(): Promise<void> {
    this.#released ??= this.#changes.run(() => this.#release());
    return this.#released;
  }

  async #release(): Promise<void> {
    try {
      await this.stopRequests();
      // Somebody may have removed the lock by hand, and another process may have made its own.
      if (await this.isHeld()) await rm(this.#file, { force: true });
    } finally {
      await close(this.#server);
      await this.folder.close();
    }
  }

  get #file(): string {
    return this.folder.inside(lockName);
  }
}

/** A connection to the process that holds a folder; null when none can be made. */
export async function connectToOwner(directory: string): Promise<Socket | null> {
  const folder = await OpenFolder.open(directory);
  try {
    const found = await readLock(folder.inside(lockName));
    if (!found?.owner) return null;
    const connection = await contact(folder.socket(found.owner.socket));
    return typeof connection === "string" ? null : connection;
  } finally {
    await folder.close();
  }
}

// biome-ignore lint/correctness/useYield: there is nothing to say.
async function* refuseRequests(): AsyncGenerator<never> {
  throw new RevimgError("unsupported", "The process that has the index open takes no requests.");
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

async function take(folder: OpenFolder, mark: LockMark): Promise<string> {
  for (;;) {
    const text = await tryTake(folder.inside(lockName), mark);
    if (text !== null) return text;
    await clearDead(lockName, folder, mark);
  }
}

/**
 * Removes a lock file whose owner is proven dead; throws for any other. Only the
 * process that makes the guard of this file may remove it. So nobody removes the lock
 * of a faster process. A guard is a lock itself: the guard of a killed process is
 * cleared in the same way.
 */
async function clearDead(name: string, folder: OpenFolder, mark: LockMark): Promise<void> {
  const file = folder.inside(name);
  const dead = await readLock(file);
  if (!dead) return;
  const state = await ownerState(dead, folder, mark.socket);
  if (state.is !== "dead") {
    // An owner that has just released its lock closes its socket next, and can't be reached.
    if ((await readLock(file))?.text !== dead.text) return;
    throw lockedError(folder.path, name, dead.owner, state);
  }
  const guardName = `${lockName}.dead-${hashOf(dead)}`;
  const guard = folder.inside(guardName);
  if ((await tryTake(guard, mark)) === null) return clearDead(guardName, folder, mark);
  try {
    if ((await readLock(file))?.text !== dead.text) return;
    await rm(file, { force: true });
    for (const socket of state.sockets) await rm(folder.inside(socket), { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

function hashOf({ text }: FoundLock): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
