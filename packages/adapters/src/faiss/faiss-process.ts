import { type ChildProcess, fork } from "node:child_process";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { RevimgError } from "@revimg/core";
import { childUrl } from "./child-url.js";
import type { ChildMessage, ChildMethods } from "./protocol.js";

/** Loading FAISS takes a tenth of a second, and more on a busy machine. */
const startTimeoutMs = 60_000;
/** Most characters of the child's last output, for the message about its end. */
const keptOutput = 2_000;

/** A call failed and the child lives on. */
export class ChildCallError extends Error {
  readonly isDamaged: boolean;

  constructor(message: string, isDamaged: boolean) {
    super(message);
    this.isDamaged = isDamaged;
  }
}

interface Waiting {
  resolve(value: never): void;
  reject(reason: Error): void;
  timer: NodeJS.Timeout | undefined;
}

/**
 * A child process with FAISS in it. It ends with this process, and keeps it alive
 * only while a call is under way.
 */
export class FaissProcess {
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #failure: Error | undefined;
  #output = "";

  private constructor(binding: string | undefined) {
    // The child does not get the options of this process, such as an inspector's port.
    const { NODE_OPTIONS: _, ...environment } = process.env;
    this.#child = fork(fileURLToPath(childUrl()), [binding ?? ""], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      execArgv: ["--expose-gc"],
      // One call at a time, each on one thread. So searches leave the other cores to their
      // callers.
      env: { ...environment, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
    });
    this.ended = new Promise((resolve) => {
      const end = (reason: string) => {
        this.#end(reason);
        resolve();
      };
      this.#child.once("error", (error) => end(`could not be started: ${error.message}`));
      this.#child.once("exit", (code, signal) => end(`ended (${signal ?? `exit code ${code}`})`));
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#output = (this.#output + text).slice(-keptOutput);
    });
    this.#child.unref();
    (this.#child.stderr as Socket | null)?.unref();
  }

  /**
   * Rejects with `missing_dependency` when there is no binding, with
   * `dependency_load_failed` when it can't be loaded.
   */
  static async start(binding: string | undefined): Promise<FaissProcess> {
    const started = new FaissProcess(binding);
    const child = started.#child;
    let timer: NodeJS.Timeout | undefined;
    try {
      const first = await new Promise<ChildMessage | { failed: string }>((resolve) => {
        timer = setTimeout(() => resolve({ failed: "it said nothing in time" }), startTimeoutMs);
        child.once("message", resolve);
        started.ended.then(() => resolve({ failed: started.failure! }));
      });
      if ("ready" in first) {
        child.on("message", (message: ChildMessage) => started.#settle(message));
        started.#keepAlive(false);
        return started;
      }
      await started.kill();
      if ("unusable" in first) throw unusable(binding, first.unusable);
      throw unusable(binding, {
        reason: "failed",
        message: "failed" in first ? first.failed : "it said something else first",
      });
    } finally {
      clearTimeout(timer);
    }
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get hasEnded(): boolean {
    return this.#failure !== undefined;
  }

  /** Why the child ended; null while it lives. */
  get failure(): string | null {
    return this.#failure?.message ?? null;
  }

  /**
   * Rejects with `ChildCallError` when the child reports a failure. Rejects with
   * another error when the child ends, or gives no answer in time; a child that hangs
   * is killed.
   */
  call<Method extends keyof ChildMethods>(
    method: Method,
    args: Parameters<ChildMethods[Method]>,
    timeoutMs?: number,
  ): Promise<ReturnType<ChildMethods[Method]>> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure);
      const call = ++this.#calls;
      const timer =
        timeoutMs === undefined
          ? undefined
          : setTimeout(() => {
              this.#end(`gave no answer to "${method}" in ${timeoutMs} ms`);
              this.#child.kill("SIGKILL");
            }, timeoutMs);
      this.#waiting.set(call, { resolve, reject, timer });
      this.#keepAlive(true);
      this.#child.send({ call, method, args }, (error) => {
        if (error) this.#end(`can't be reached: ${error.message}`);
      });
    });
  }

  /** Ends it at once. A second call does nothing. */
  async kill(): Promise<void> {
    this.#end("was ended");
    this.#child.kill("SIGKILL");
    this.#child.ref();
    await this.ended;
  }

  #settle(message: ChildMessage): void {
    if (!("call" in message)) return;
    const waiting = this.#waiting.get(message.call);
    this.#waiting.delete(message.call);
    if (this.#waiting.size === 0) this.#keepAlive(false);
    clearTimeout(waiting?.timer);
    if ("failure" in message) {
      waiting?.reject(new ChildCallError(message.failure.message, message.failure.isDamaged));
    } else waiting?.resolve(message.result as never);
  }

  #keepAlive(isWanted: boolean): void {
    if (isWanted) this.#child.channel?.ref();
    else this.#child.channel?.unref();
  }

  #end(reason: string): void {
    if (this.#failure) return;
    const said = this.#output.trim();
    this.#failure = new Error(`The FAISS process ${reason}${said && `: ${said}`}`);
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(this.#failure);
    }
    this.#waiting.clear();
  }
}

function unusable(
  binding: string | undefined,
  { reason, message }: { reason: "missing" | "failed"; message: string },
): RevimgError {
  const details = { package: "faiss-node", ...(binding !== undefined && { binding }) };
  if (reason === "missing") {
    return new RevimgError(
      "missing_dependency",
      binding === undefined
        ? "The FAISS store needs the package faiss-node, which is not installed. Run: npm install faiss-node"
        : `The FAISS store's binding is not at ${binding}. Mend the option binding, or leave it out and run: npm install faiss-node`,
      { adapter: "faiss", details },
    );
  }
  const advice =
    binding === undefined
      ? "Its install script fetches the native part; where scripts are not run by themselves, allow it: npm rebuild faiss-node (pnpm: pnpm approve-builds). Without a prebuilt one for this machine it needs CMake, a C++ compiler and BLAS."
      : "Build it again for this machine and this version of Node.";
  return new RevimgError(
    "dependency_load_failed",
    `${binding === undefined ? "The package faiss-node is installed but" : `The FAISS binding ${binding}`} could not be loaded: ${message}. ${advice}`,
    { adapter: "faiss", details },
  );
}
