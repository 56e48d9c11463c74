import { type ChildProcess, execFile, spawn } from "node:child_process";
import { accessSync, closeSync, constants, openSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

export interface RunOptions {
  cwd?: string;
  /** Added to this process's environment. */
  env?: Record<string, string>;
  /** The command is killed and the call rejects after this time. Default 60,000. */
  timeoutMs?: number;
}

/** Runs a command to its end. Rejects with what it wrote when it fails. */
export async function run(
  command: string,
  args: readonly string[],
  { cwd, env, timeoutMs = 60_000 }: RunOptions = {},
): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd,
      env: { ...process.env, ...env },
      timeout: timeoutMs,
      killSignal: "SIGKILL" as const,
      maxBuffer: 64 * 1024 * 1024,
    };
    execFile(command, [...args], options, (error, stdout, stderr) => {
      if (!error) return resolve({ stdout, stderr });
      const said = `${stdout}\n${stderr}`.trim().slice(-4_000);
      reject(new Error(`${command} ${args.join(" ")} failed: ${said || error.message}`));
    });
  });
}

/** A folder of mode 0700 that is removed when this process exits. */
export async function temporaryDirectory(prefix = "revimg-service-"): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), prefix));
  atExit(() => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }));
  return directory;
}

export interface ServerProcess {
  readonly pid: number;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  readonly hasEnded: boolean;
  /** Sends a signal (default `SIGKILL`) and waits for the end. An ended process is no error. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

export interface ServerProcessOptions {
  cwd?: string;
  /** Added to this process's environment. */
  env?: Record<string, string>;
  /** Takes the output of the process. */
  logFile: string;
}

/**
 * Starts a server that does not outlive this process: it is killed at exit, and
 * (where `setpriv` of util-linux is at hand) by the kernel when this process is
 * killed. It does not keep this process alive.
 */
export async function startProcess(
  command: string,
  args: readonly string[],
  { cwd, env, logFile }: ServerProcessOptions,
): Promise<ServerProcess> {
  const log = openSync(logFile, "a");
  const guard = findProgram("setpriv");
  const line = guard ? [guard, "--pdeathsig", "KILL", "--", command, ...args] : [command, ...args];
  let child: ChildProcess;
  try {
    child = spawn(line[0]!, line.slice(1), {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", log, log],
    });
  } finally {
    closeSync(log);
  }
  const forget = atExit(() => child.kill("SIGKILL"));
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve()).once("error", () => resolve());
  }).then(forget);
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve).once("error", reject);
  });
  child.unref();
  return {
    pid: child.pid!,
    ended,
    get hasEnded() {
      return child.exitCode !== null || child.signalCode !== null;
    },
    async kill(signal = "SIGKILL") {
      child.ref();
      child.kill(signal);
      await ended;
    },
  };
}

/** The path of a program, looked for as a shell does and among the administrator's programs; null when it is absent. */
export function findProgram(name: string): string | null {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  for (const folder of folders) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

const exitWork = new Set<() => void>();
let listens = false;

/** Work for the exit of this process, last in first out. Answers a function that takes it back. */
function atExit(work: () => void): () => void {
  if (!listens) {
    listens = true;
    process.once("exit", () => {
      for (const each of [...exitWork].reverse()) each();
    });
  }
  exitWork.add(work);
  return () => void exitWork.delete(work);
}
