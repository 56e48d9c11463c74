import { setPriority } from "node:os";

/** How much this thread gives way: 0 is an ordinary one, 19 the most. */
const niceness = 5;

/**
 * Lets other threads go first where all cores are busy. A thread that computes for
 * milliseconds on end would keep the caller's event loop waiting, which has little to do
 * and much to answer. On Linux a priority is that of one thread; elsewhere it would be
 * the whole process's, so nothing is done there.
 */
export function giveWay(): void {
  if (process.platform !== "linux") return;
  try {
    setPriority(niceness);
  } catch {
    // Not allowed here: the thread works as any other.
  }
}
