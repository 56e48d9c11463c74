import { randomBytes } from "node:crypto";

/** Runs `body`, then all clean-up that it asked for, the last first, even when `body` fails. */
export async function withCleanup(
  body: (later: (task: () => Promise<unknown>) => void) => Promise<void>,
): Promise<void> {
  const tasks: (() => Promise<unknown>)[] = [];
  const errors: unknown[] = [];
  const attempt = async (task: () => Promise<unknown>) => {
    try {
      await task();
    } catch (error) {
      errors.push(error);
    }
  };
  await attempt(() => body((task) => tasks.push(task)));
  for (const task of tasks.reverse()) await attempt(task);
  // The first failure is the cause. Failures of the clean-up are often its effect.
  if (errors.length > 0) throw errors[0];
}

/** A name that no other case has, here or in another process on the same server. */
export function uniqueScope(): string {
  return `kit-${Date.now().toString(36)}-${randomBytes(5).toString("hex")}`;
}
