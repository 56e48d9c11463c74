import { type ChildProcess, fork } from "node:child_process";

/** What a process can be asked: calls with plain data, answered one by one. */
export type Methods = Record<string, (...args: never[]) => Promise<unknown>>;

export interface Child<M extends Methods> {
  methods: M;
  /** Ends the process, whatever state it is in. */
  kill(): void;
}

interface Call {
  call: number;
  method: string;
  args: never[];
}

type Answer = { call: number } & ({ result: unknown } | { failure: string });

/** Starts a program that answers calls with `answerCalls`. */
export function startChild<M extends Methods>(program: string, args: readonly string[]): Child<M> {
  const child: ChildProcess = fork(program, args, { stdio: ["ignore", 2, 2, "ipc"] });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  child.on("message", (answer: Answer) => {
    const { resolve, reject } = waiting.get(answer.call) ?? {};
    waiting.delete(answer.call);
    if ("failure" in answer) reject?.(new Error(`In ${args.join(" ")}: ${answer.failure}`));
    else resolve?.(answer.result);
  });
  child.on("exit", (code, signal) => {
    for (const { reject } of waiting.values()) {
      reject(new Error(`The process of ${args.join(" ")} ended with ${signal ?? `code ${code}`}.`));
    }
  });

  let calls = 0;
  const methods = new Proxy({} as M, {
    get:
      (_target, method) =>
      (...callArgs: never[]) =>
        new Promise((resolve, reject) => {
          const call: Call = { call: ++calls, method: String(method), args: callArgs };
          waiting.set(call.call, { resolve, reject });
          child.send(call);
        }),
  });
  return { methods, kill: () => child.kill() };
}

/** The other side: answers what the parent asks, until it lets go. */
export function answerCalls(methods: Methods): void {
  process.on("message", async ({ call, method, args }: Call) => {
    try {
      process.send?.({ call, result: await methods[method]!(...args) });
    } catch (error) {
      process.send?.({ call, failure: error instanceof Error ? error.stack : String(error) });
    }
  });
}
