// pnpm dev [folder…]: the app of examples/remix-app, built anew and reloaded at every change of it
// or of the packages below it. PORT (3000), HOST and REVIMG_DATA are as for npm start.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import { join, resolve } from "node:path";
import { parts, programOf } from "./lib/dev-parts.mjs";
import { startLiveReload } from "./lib/live-reload.mjs";
import { build, install, requireNode, root } from "./lib/workspace.mjs";

/** A change of several files, such as a save of all, is one. */
const settleMs = 150;

requireNode();
install();
build();

const from = process.env.INIT_CWD ?? process.cwd();
const folders = process.argv.slice(2).map((folder) => resolve(from, folder));
const { PORT = "3000", HOST = "127.0.0.1" } = process.env;
const front = await startLiveReload({ port: Number(PORT), hostname: HOST });

const changed = new Set();
let app = await startApp();
let timer;
let working = Promise.resolve();
for (const part of parts) {
  for (const name of part.below) {
    watch(join(root, part.folder, name), { recursive: true }, (_, file) => {
      if (/\.test\.tsx?$/.test(file ?? "")) return;
      changed.add(part);
      clearTimeout(timer);
      timer = setTimeout(() => {
        working = working.then(update);
      }, settleMs);
    });
  }
}
console.log(`\nThe app is at ${front.url}, and follows every change. Ctrl-C ends it.`);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, end);

/** Builds what changed, starts the app again and reloads its pages. A build that fails keeps the app. */
async function update() {
  const stale = parts.filter((part) => changed.delete(part));
  for (const { folder, commands } of stale) {
    const started = performance.now();
    let status = 0;
    for (const [name, ...words] of commands) {
      if (status !== 0) break;
      const child = spawn(programOf(folder, name), words, {
        cwd: join(root, folder),
        stdio: ["ignore", "ignore", "inherit"],
      });
      [status] = await once(child, "exit");
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${folder}: ${status === 0 ? "built" : "failed"} (${seconds} s)`);
    if (status !== 0) return;
  }
  if (stale.length === 0) return;
  await stopApp();
  app = await startApp();
  front.reload();
}

/** Starts the built app on a port of its own; resolves when it listens, or has ended. */
async function startApp() {
  const entry = join(root, "examples/remix-app/build/server.js");
  const child = spawn(process.execPath, [entry, ...folders], {
    cwd: root,
    env: { ...process.env, PORT: "0", HOST: "127.0.0.1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit").then(() => front.use(null));
  const listening = new Promise((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text) => {
      process.stdout.write(text);
      const url = /revimg is listening on (\S+)/.exec(text)?.[1];
      if (url === undefined) return;
      front.use(url);
      resolve();
    });
  });
  await Promise.race([listening, ended]);
  return { child, ended };
}

async function stopApp() {
  front.use(null);
  app.child.kill("SIGTERM");
  await app.ended;
}

async function end() {
  await stopApp();
  await front.close();
  process.exit();
}
