import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { programFile } from "../../packages/cli/src/testing/run-revimg.js";
import { type CodeBlock, codeBlocks, root } from "./pages.js";

/** Where pages put a server; here it gets a free port. */
const shownAddress = "http://localhost:8080";

/** `npx revimg` is the built command line. */
const prelude = 'set -euo pipefail\nnpx() { [ "$1" = revimg ]; shift; node "$REVIMG" "$@"; }\n';

export interface GuideSettings {
  /** What a reader would set, such as `DATABASE_URL`. */
  variables?: Record<string, string>;
  /** Puts what there is here in the place of what the code of a block names. */
  rewrite?: (code: string) => string;
}

/**
 * Does what a page says, in a folder, from above to below: a block with `file=name` is written to
 * that file, one with `run` is run by bash, one with `serve` goes on in the background until the
 * end, and one with `output` is held against what the block before it has printed. Rejects when a
 * command fails or prints something else. Resolves to how many blocks it has taken.
 */
export async function runGuide(
  page: string,
  directory: string,
  { variables = {}, rewrite = (code) => code }: GuideSettings = {},
): Promise<number> {
  const environment = { ...cleanEnvironment(), ...variables };
  // The packages, as `npm install` would put them.
  await symlink(join(root, "packages/bench/node_modules"), join(directory, "node_modules"));
  const servers: ChildProcess[] = [];
  let address = shownAddress;
  let printed = "";
  let taken = 0;
  try {
    for (const block of codeBlocks(page)) {
      const { marks, line } = block;
      const file = marks.find((mark) => mark.startsWith("file="))?.slice("file=".length);
      const code = rewrite(block.code).replaceAll(shownAddress, address);
      const place = { cwd: directory, env: environment };
      if (file !== undefined) await writeBlock(join(directory, file), rewrite(block.code));
      else if (marks.includes("run")) printed = await run(code, place, `${page}:${line}`);
      else if (marks.includes("output")) expectOutput(printed, block);
      else if (marks.includes("serve")) {
        const server = start(code.replace("--port 8080", "--port 0"), place);
        servers.push(server.child);
        address = await server.listening;
      } else continue;
      taken++;
    }
  } finally {
    await Promise.all(servers.map(stop));
  }
  return taken;
}

async function writeBlock(path: string, code: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${code}\n`);
}

/** Where a block runs. */
interface Place {
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** Resolves to the standard output. */
async function run(code: string, place: Place, name: string): Promise<string> {
  try {
    const bash = promisify(execFile);
    const { stdout } = await bash("bash", ["-c", prelude + code], { ...place });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${name}: this block fails.\n${stdout}\n${stderr}`, { cause: error });
  }
}

function start(code: string, place: Place): { child: ChildProcess; listening: Promise<string> } {
  // A group of its own: a signal must reach what bash has started.
  const child = spawn("bash", ["-c", prelude + code], { ...place, detached: true });
  let output = "";
  const listening = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        const [address] = /http:\/\/[\w.:[\]]+/.exec(output) ?? [];
        if (address !== undefined) resolve(address);
      });
    }
    child.once("close", () => reject(new Error(`The server ended: ${output}`)));
  });
  return { child, listening };
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const closed = new Promise((resolve) => server.once("close", resolve));
  process.kill(-server.pid!, "SIGTERM");
  await closed;
}

/** An ellipsis in a shown line stands for any text; a line of its own stands for any lines. */
function expectOutput(printed: string, { page, line, code }: CodeBlock): void {
  const pattern = code
    .split("\n")
    .map((shown) =>
      shown === "…" ? "[^]*" : `.*${shown.split(/ *… */).map(literal).join(".*")}.*\n`,
    )
    .join("");
  if (!new RegExp(pattern).test(printed)) {
    throw new Error(`${page}:${line}: this is not what is printed:\n${printed}`);
  }
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(/ +/g, " +");
}

/** Without settings of whoever runs the tests. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const ours = /^(REVIMG_|DATABASE_URL$|PICTURES$|NO_COLOR$|FORCE_COLOR$)/;
  const inherited = Object.entries(process.env).filter(([name]) => !ours.test(name));
  return { ...Object.fromEntries(inherited), REVIMG: programFile };
}
