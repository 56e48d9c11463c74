import { randomUUID } from "node:crypto";
import { hostname } from "node:os";

/**
 * Names this process for others, and for itself after a restart: host, process id and a
 * number that no other process has. It can be the name of a folder.
 */
export const processIdentity = `${hostname().replaceAll(/[^\w-]/g, "-")}.${process.pid}.${randomUUID()}`;

/**
 * Whether the process of this name has certainly ended. A process of another host may
 * live, and so may a text that is no such name.
 */
export function hasEnded(identity: string): boolean {
  if (identity === processIdentity) return false;
  const [host, pid] = identity.split(".");
  if (host !== processIdentity.split(".")[0]) return false;
  const id = Number(pid);
  if (!Number.isInteger(id) || id < 1) return false;
  // In a container, every start of the server has the same process id.
  return id === process.pid || !isAlive(id);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user lives, and may not be asked.
    return (error as { code?: unknown }).code === "EPERM";
  }
}
