/**
 * Keeps a thread from being ended inside native code.
 *
 * When a worker thread is terminated while the native runtime works in it, the
 * runtime's next call into JavaScript aborts the whole process. `close()` waits for the
 * answer before it ends the thread, but `process.exit()` ends all threads at once. So
 * the inference thread marks in shared memory when it is inside native code. The
 * process waits for the mark to go before it exits.
 */
export type NativeGuard = Int32Array<SharedArrayBuffer>;

const busy = 0;
const exiting = 1;

/** Longer than any inference. A hung one must not keep the process for ever. */
const maxWaitMs = 10_000;

const guards = new Set<NativeGuard>();

/** The owner's side: makes a guard. Process exit waits for it until it is released. */
export function createNativeGuard(): NativeGuard {
  if (guards.size === 0) process.on("exit", waitForAll);
  const guard = new Int32Array(new SharedArrayBuffer(8));
  guards.add(guard);
  return guard;
}

/** Call it when the thread has ended. */
export function releaseNativeGuard(guard: NativeGuard): void {
  guards.delete(guard);
  if (guards.size === 0) process.off("exit", waitForAll);
}

/** The thread's side: runs `work`, which may be inside native code until it settles. */
export async function insideNativeGuard<T>(
  guard: NativeGuard,
  work: () => T | Promise<T>,
): Promise<T> {
  Atomics.store(guard, busy, 1);
  try {
    // Checked after the mark is set. The other side does it in reverse, so neither can
    // miss the other.
    if (Atomics.load(guard, exiting) === 1) throw new Error("The process is exiting.");
    return await work();
  } finally {
    Atomics.store(guard, busy, 0);
    Atomics.notify(guard, busy);
  }
}

function waitForAll(): void {
  for (const guard of guards) Atomics.store(guard, exiting, 1);
  for (const guard of guards) Atomics.wait(guard, busy, 1, maxWaitMs);
}
