import { readdir, stat } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { isLocalFileSystem } from "./local-file-systems.js";
import type { FoundLock } from "./lock-file.js";
import type { OpenFolder } from "./open-folder.js";
import { type Owner, processState, thisProcess } from "./owner.js";

/**
 * Only `dead` is a proof; it names the sockets that are left. `unknown` says why there
 * is no proof, as the end of a sentence.
 */
export type OwnerState =
  | { is: "alive" }
  | { is: "dead"; sockets: string[] }
  | { is: "unknown"; why: string };

/** The connection, or the system's code when there is none. */
export type Contact = Socket | string;

const connectTimeoutMs = 5_000;

/**
 * Whether the owner that a lock file names still runs. docs/decisions/0002 has the reasons.
 * @param ownSocket of who asks
 */
export async function ownerState(
  found: FoundLock,
  folder: OpenFolder,
  ownSocket: string,
): Promise<OwnerState> {
  const { owner } = found;
  if (!owner) return stateOfUnnamed(found, folder, ownSocket);
  const answer = await look(folder.socket(owner.socket));
  if (answer === "connected") return { is: "alive" };
  if (await isDead(owner, found.inode, folder, answer)) {
    return { is: "dead", sockets: [owner.socket] };
  }
  return { is: "unknown", why: await reason(owner, answer) };
}

/** Connects to a socket. Never rejects. */
export function contact(socket: string): Promise<Contact> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    const timer = setTimeout(() => {
      connection.destroy();
      resolve("ETIMEDOUT");
    }, connectTimeoutMs);
    const settle = (answer: Contact) => {
      clearTimeout(timer);
      resolve(answer);
    };
    connection.once("connect", () => settle(connection));
    connection.on("error", (error: NodeJS.ErrnoException) => settle(error.code ?? error.message));
  });
}

async function look(socket: string): Promise<string> {
  const answer = await contact(socket);
  if (typeof answer === "string") return answer;
  answer.destroy();
  return "connected";
}

async function isDead(
  owner: Owner,
  inode: string,
  folder: OpenFolder,
  answer: string,
): Promise<boolean> {
  if ((await processState(owner)) === "gone") return true;
  const { kernel } = await thisProcess();
  const isSameKernel = owner.kernel === kernel;
  const isMissing = answer === "ENOENT";
  // Pipes of Windows belong to the machine, and end with their process.
  if (process.platform === "win32") return isMissing && isSameKernel;
  const isCopy = folder.isLocal && isLocalFileSystem(owner.fileSystem) && owner.inode !== inode;
  const isSameType = folder.isLocal && owner.fileSystem === folder.fileSystem;
  if (answer === "ECONNREFUSED") {
    const isSameMount = isSameKernel && owner.device === folder.device;
    return isSameMount || isSameType || isCopy;
  }
  return isMissing && (isCopy || (isSameType && !isSameKernel));
}

/**
 * An owner listens before it writes its lock. So when the lock can't be read, the owner
 * has a socket that is not newer. Newer sockets belong to processes that look, as we
 * do.
 */
async function stateOfUnnamed(
  { changedNs }: FoundLock,
  folder: OpenFolder,
  ownSocket: string,
): Promise<OwnerState> {
  const sockets: string[] = [];
  for (const name of await readdir(folder.route)) {
    if (name === ownSocket || !/^owner.*\.sock$/.test(name)) continue;
    const stats = await stat(folder.inside(name), { bigint: true }).catch(() => null);
    if (stats && stats.mtimeNs <= changedNs) sockets.push(name);
  }
  const answers = await Promise.all(sockets.map((name) => look(folder.inside(name))));
  if (answers.includes("connected")) return { is: "alive" };
  const isSilent = answers.every((answer) => answer === "ECONNREFUSED" || answer === "ENOENT");
  if (isSilent && folder.isLocal) return { is: "dead", sockets };
  return { is: "unknown", why: "the lock file is damaged and does not name the process" };
}

async function reason(owner: Owner, answer: string): Promise<string> {
  if (owner.kernel !== (await thisProcess()).kernel) {
    return `processes on ${owner.host} can't be seen from here`;
  }
  if (answer === "EACCES" || answer === "EPERM") {
    return `this user may not connect to its socket (${answer})`;
  }
  if (answer === "ENOENT") return "its socket is gone from the folder";
  return `its socket can't be reached by this path (${answer})`;
}
