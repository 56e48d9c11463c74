import type { BigIntStats } from "node:fs";
import { type FileHandle, mkdtemp, open, rm, stat, statfs, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { isLocalFileSystem } from "./local-file-systems.js";

/** Node cuts off a longer name of a socket silently, or the system refuses it. */
const mostSocketBytes = 100;
/** Room for the longest name of a socket in the folder. */
const nameBytes = 32;

/**
 * A folder, known by what it is and not by its path. One folder has one identity,
 * whatever path opened it. While it is open, no other folder gets its identity.
 */
export class OpenFolder {
  /** The given path, made absolute. For messages. */
  readonly path: string;
  /** Leads to the folder; on Linux also after a rename. Short enough for sockets in it. */
  readonly route: string;
  readonly identity: string;
  /** Number of the mounted file system, as this kernel has it. */
  readonly device: string;
  /** The kernel's number for the type of the file system; null outside of Linux. */
  readonly fileSystem: number | null;
  readonly #handle: FileHandle | null;
  readonly #link: string | null;

  private constructor(
    path: string,
    { dev, ino }: BigIntStats,
    fileSystem: number | null,
    handle: FileHandle | null,
    { route, link }: Route,
  ) {
    this.path = path;
    this.route = route;
    this.identity = ino === 0n ? path : `${dev}:${ino}`;
    this.device = String(dev);
    this.fileSystem = fileSystem;
    this.#handle = handle;
    this.#link = link;
  }

  /**
   * Rejects with the system's error.
   * @param throughDescriptor whether the system has a path to what a process has open
   */
  static async open(
    directory: string,
    throughDescriptor: boolean = process.platform === "linux",
  ): Promise<OpenFolder> {
    const path = resolve(directory);
    // Windows opens no folders.
    const handle = process.platform === "win32" ? null : await open(path, "r");
    try {
      const stats = await (handle?.stat({ bigint: true }) ?? stat(path, { bigint: true }));
      const route = await routeTo(path, stats, throughDescriptor ? handle : null);
      const isLinux = process.platform === "linux";
      const fileSystem = isLinux ? (await statfs(route.route)).type : null;
      return new OpenFolder(path, stats, fileSystem, handle, route);
    } catch (error) {
      await handle?.close();
      throw error;
    }
  }

  /** Whether only one kernel at a time can have its file system mounted. */
  get isLocal(): boolean {
    return isLocalFileSystem(this.fileSystem);
  }

  inside(name: string): string {
    return join(this.route, name);
  }

  /** Where a socket of this name listens. Windows keeps all of them in one place. */
  socket(name: string): string {
    return process.platform === "win32" ? `\\\\.\\pipe\\revimg-${name}` : this.inside(name);
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    if (this.#link) await rm(this.#link, { recursive: true, force: true });
  }
}

interface Route {
  route: string;
  /** Folder that was made for it. */
  link: string | null;
}

async function routeTo(
  path: string,
  { dev, ino }: BigIntStats,
  handle: FileHandle | null,
): Promise<Route> {
  if (process.platform === "win32") return { route: path, link: null };
  if (handle) {
    const route = `/proc/self/fd/${handle.fd}`;
    const there = await stat(route, { bigint: true }).catch(() => null);
    if (there?.dev === dev && there.ino === ino) return { route, link: null };
  }
  if (Buffer.byteLength(path) + nameBytes <= mostSocketBytes) return { route: path, link: null };
  const route = join(await mkdtemp(join(tmpdir(), "revimg-")), "f");
  await symlink(path, route);
  return { route, link: dirname(route) };
}
