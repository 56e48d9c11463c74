// Real servers for trying things out, from Debian packages, on free ports of 127.0.0.1:
//   node scripts/services.mjs start [postgres] [s3]   starts them (default: both), prints how to
//                                                     reach them, stays until Ctrl-C or stop
//   node scripts/services.mjs stop                    ends the one that was started last
// Everything in them is forgotten at the end.

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { root } from "./lib/workspace.mjs";

const built = join(root, "packages/testing/dist/services.js");
const pidFile = join(root, "node_modules/.revimg-services.pid");
const [command, ...names] = process.argv.slice(2);

const starters = {
  async postgres({ startPostgres }) {
    const server = await startPostgres();
    return { server, lines: { DATABASE_URL: server.url } };
  },
  async s3({ startS3 }) {
    const server = await startS3();
    const lines = {
      S3_BUCKET: server.bucket,
      AWS_ENDPOINT_URL_S3: server.endpoint,
      AWS_REGION: server.region,
      AWS_ACCESS_KEY_ID: server.accessKeyId,
      AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
    };
    return { server, lines };
  },
};

const unknown = names.find((name) => !Object.hasOwn(starters, name));
if (command === "start" && unknown === undefined) await start(names);
else if (command === "stop" && names.length === 0) await stop();
else {
  console.error("Usage: node scripts/services.mjs start [postgres] [s3] | stop");
  process.exit(2);
}

async function start(wanted) {
  if (!existsSync(built)) {
    console.error("The packages are not built yet. Run: pnpm build");
    process.exit(1);
  }
  const services = await import(built);
  const servers = [];
  const end = async () => {
    for (const server of servers.splice(0)) await server.stop();
    rmSync(pidFile, { force: true });
  };
  const told = new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, resolve);
  });
  try {
    writeFileSync(pidFile, String(process.pid));
    for (const name of wanted.length > 0 ? wanted : Object.keys(starters)) {
      const { server, lines } = await starters[name](services);
      servers.push(server);
      for (const [key, value] of Object.entries(lines)) console.log(`${key}=${value}`);
    }
    console.log("# Running. Ctrl-C ends it.");
    // Waiting for a signal alone would not keep the process alive.
    const alive = setInterval(() => {}, 60_000);
    await told;
    clearInterval(alive);
  } finally {
    await end();
  }
}

async function stop() {
  const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, "utf8")) : null;
  if (pid === null || !isAlive(pid)) return console.log("Nothing is running.");
  process.kill(pid, "SIGTERM");
  while (existsSync(pidFile) && isAlive(pid)) await delay(50);
  console.log("Stopped.");
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
