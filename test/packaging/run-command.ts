import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Of what runs the tests: a user's shell has none of it. */
const ours = /^(npm_|pnpm_|REVIMG_|NODE_PATH$)/i;

/** Runs a command as a user does. Resolves to what it printed; rejects with all of it when it fails. */
export async function runCommand(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<string> {
  const inherited = Object.entries(process.env).filter(([name]) => !ours.test(name));
  // npm and npx are scripts on Windows, which only a shell runs.
  const shell = process.platform === "win32" && command !== process.execPath;
  const options = { cwd, shell, env: Object.fromEntries(inherited), maxBuffer: 2 ** 26 };
  try {
    return (await promisify(execFile)(command, args, options)).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(" ")}\n${stdout}\n${stderr}`, { cause: error });
  }
}
