import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";

/** A process, so that another one can tell whether it still runs. */
export interface ProcessMark {
  pid: number;
  host: string;
  /** Identity of the running kernel. Containers share it. Outside of Linux: the host's name. */
  kernel: string;
  /** The space in which `pid` is counted; null when unknown. */
  pidSpace: string | null;
  /** When the process began, as the kernel counts; null when unknown. */
  startedAt: string | null;
}

/** What the lock file says about the owner of a folder. */
export interface Owner extends ProcessMark {
  /** Name of its socket in the folder. */
  socket: string;
  /** The file system as the owner sees it; see `OpenFolder`. */
  device: string;
  fileSystem: number | null;
  /** Inode of the lock file itself. A copy of the file has another. */
  inode: string;
  /** Where the owner serves the index over HTTP, once it does. */
  url?: string;
}

const socketName = /^owner-[0-9a-f-]{1,24}\.sock$/;

/** Null when this version does not write such text. */
export function parseOwner(text: string): Owner | null {
  let value: Partial<Owner> | null;
  try {
    value = JSON.parse(text) as Partial<Owner> | null;
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const { pid, socket, host, kernel, device, inode } = value;
  const isWhole =
    Number.isSafeInteger(pid) &&
    pid! > 0 &&
    typeof socket === "string" &&
    socketName.test(socket) &&
    [host, kernel, device, inode].every((field) => typeof field === "string");
  return isWhole ? (value as Owner) : null;
}

let own: Promise<ProcessMark> | undefined;

export function thisProcess(): Promise<ProcessMark> {
  own ??= markThis();
  return own;
}

/**
 * `gone` and `lives` are proven. `unknown`: a process of another kernel, or one counted
 * elsewhere (in another container).
 */
export async function processState(mark: ProcessMark): Promise<"lives" | "gone" | "unknown"> {
  const here = await thisProcess();
  if (here.pidSpace === null) return "unknown";
  if (mark.kernel !== here.kernel || mark.pidSpace !== here.pidSpace) return "unknown";
  try {
    process.kill(mark.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return "gone";
  }
  const found = await readStart(String(mark.pid));
  if (found === null || mark.startedAt === null) return "unknown";
  return found.hasEnded || found.startedAt !== mark.startedAt ? "gone" : "lives";
}

async function markThis(): Promise<ProcessMark> {
  const { pid } = process;
  const host = hostname();
  if (process.platform !== "linux") {
    return { pid, host, kernel: host, pidSpace: "host", startedAt: null };
  }
  const kernel = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => host);
  // A container may see the processes of its host, counted differently.
  const isOwn = (await readlink("/proc/self").catch(() => "")) === String(pid);
  const pidSpace = isOwn ? await readlink("/proc/self/ns/pid").catch(() => null) : null;
  const startedAt = isOwn ? ((await readStart("self"))?.startedAt ?? null) : null;
  return { pid, host, kernel: kernel.trim(), pidSpace, startedAt };
}

/** From /proc/<pid>/stat (proc_pid_stat(5)): the state is field 3, the start field 22. */
async function readStart(pid: string): Promise<{ startedAt: string; hasEnded: boolean } | null> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  // The program's name comes before. It may hold anything, spaces and brackets too.
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, startedAt] = [fields?.[0], fields?.[19]];
  if (!state || !startedAt) return null;
  return { startedAt, hasEnded: state === "Z" || state === "X" };
}
