import { type Outcome, readLines, startRevimg } from "./run-revimg.js";

export interface TestServer {
  url: string;
  /** What it has written to its standard output. */
  printed(): string;
  /** Ends it as Ctrl-C does. */
  stop(): Promise<Outcome>;
}

/** `revimg serve` on a free port, ready to answer. */
export function startServer(
  directory: string,
  words: readonly string[] = [],
  environment: Record<string, string> = {},
): Promise<TestServer> {
  return new Promise((resolve, reject) => {
    let printed = "";
    const { child, ended } = startRevimg(["serve", "--port", "0", "--json", ...words], {
      ...{ directory, environment },
      watch: (stdout) => {
        printed = stdout;
        if (!stdout.includes("\n")) return;
        resolve({ url: String(readLines(stdout)[0]?.url), printed: () => printed, stop });
      },
    });
    const stop = () => {
      child.kill("SIGINT");
      return ended;
    };
    ended.then(({ stderr }) => reject(new Error(`The server ended: ${stderr}`)), reject);
  });
}
