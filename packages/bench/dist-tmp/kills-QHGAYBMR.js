import {
  __callDispose,
  __using
} from "./chunk-UAWBPTDW.js";

// src/kills/run-kills.ts
import { spawn } from "child_process";
import { once } from "events";
import { readFile as readFile2, rm as rm2 } from "fs/promises";
import { join as join2 } from "path";
import { setTimeout as sleep } from "timers/promises";
import { fileURLToPath } from "url";

// src/kills/crime-scene.ts
import { createHash } from "crypto";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "fs/promises";
import { join } from "path";
import { buffer } from "stream/consumers";
import { createRevimg } from "@revimg/core";
import sqlite from "node-sqlite3-wasm";
import sharp from "sharp";
var Pictures = class {
  folder;
  #painted = 0;
  constructor(folder) {
    this.folder = folder;
  }
  async paint(count) {
    await mkdir(this.folder, { recursive: true });
    for (let i = 0; i < count; i++) await this.repaint(`${String(i).padStart(4, "0")}.jpg`);
  }
  /** Puts a new picture into a file. */
  async repaint(name) {
    const n = ++this.#painted;
    const hue = n * 137.5 % 360;
    const [x, y, r] = [n * 29 % 96, n * 53 % 96, 8 + n % 40];
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><rect width="96" height="96" fill="hsl(${hue},60%,70%)"/><circle cx="${x}" cy="${y}" r="${r}" fill="hsl(${(hue + 150) % 360},70%,35%)"/><rect x="${y}" y="${x}" width="${r}" height="${n % 31}" fill="hsl(${n % 360},80%,50%)"/></svg>`;
    await writeFile(join(this.folder, name), await sharp(Buffer.from(svg)).png().toBuffer());
  }
  async names() {
    return (await readdir(this.folder)).sort();
  }
  async hashes() {
    const hashes = /* @__PURE__ */ new Map();
    for (const name of await this.names()) {
      const path = join(this.folder, name);
      hashes.set(path, sha256(await readFile(path)));
    }
    return hashes;
  }
};
async function integrityProblem(dataDirectory) {
  const copy = `${dataDirectory}-copy`;
  await rm(copy, { recursive: true, force: true });
  await mkdir(copy, { recursive: true });
  const directory = join(dataDirectory, "default");
  for (const name of await readdir(directory).catch(() => [])) {
    if (/^index\.sqlite(-wal)?$/.test(name)) await cp(join(directory, name), join(copy, name));
  }
  const database = new sqlite.Database(join(copy, "index.sqlite"));
  try {
    database.exec("pragma locking_mode = exclusive");
    const [row] = database.all("pragma integrity_check");
    const answer = String(row?.integrity_check);
    return answer === "ok" ? null : answer;
  } finally {
    database.close();
  }
}
async function findVisibleFaults(dataDirectory, anyPicture) {
  var _stack = [];
  try {
    const revimg = __using(_stack, await createRevimg({ dataDirectory, model: "mini" }), true);
    const matches = await allMatches(revimg, anyPicture);
    const faults = [];
    const visible = /* @__PURE__ */ new Map();
    const hashes = /* @__PURE__ */ new Set();
    for (const match of matches) {
      const row = await revimg.get(match.id);
      if (row?.status !== "indexed") faults.push(`${match.id} is shown with status ${row?.status}`);
      const original = await revimg.readImage(match.id);
      const hash = sha256(await buffer(original.stream));
      if (hash !== row?.contentHash) faults.push(`${match.id} has other bytes than its row says`);
      if (hashes.has(hash)) faults.push(`${match.id} is there twice`);
      hashes.add(hash);
      const thumbnail = await revimg.readImage(match.id, { variant: "thumbnail" });
      const { format } = await sharp(await buffer(thumbnail.stream)).metadata();
      if (format !== "webp") faults.push(`the thumbnail of ${match.id} is not WebP`);
      for (const { path } of match.sources) {
        if (path === void 0) continue;
        if (visible.has(path)) faults.push(`${path} leads to two pictures`);
        visible.set(path, hash);
      }
    }
    const { count } = await revimg.stats();
    if (count !== matches.length)
      faults.push(`${count} rows are indexed, ${matches.length} are found`);
    return { faults, visible };
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function allMatches(revimg, image) {
  return (await revimg.search({ image, limit: 1e3 })).matches;
}
function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

// src/kills/run-kills.ts
var writeSteps = [
  "metadata.removeSource",
  "metadata.markDeleting",
  "vectors.delete",
  "blobs.delete",
  "metadata.delete",
  "metadata.put",
  "blobs.put",
  "vectors.upsert",
  "metadata.setStatus"
];
async function runKills(options) {
  const { kills, log } = options;
  const dataDirectory = join2(options.workDirectory, "index");
  const pictures = new Pictures(join2(options.workDirectory, "pictures"));
  await pictures.paint(options.pictures);
  const names = await pictures.names();
  const hits = { between: 0 };
  for (const step of writeSteps) hits[step] = 0;
  const faults = [];
  const promised = /* @__PURE__ */ new Set();
  let done = 0;
  const isComplete = () => done >= kills && writeSteps.every((step) => hits[step] > 0);
  for (let round = 0; !isComplete() && done < 4 * kills; round++) {
    for (let i = 0; i < 12; i++) {
      const name = names[(round * 12 + i * 5) % names.length];
      await pictures.repaint(name);
      promised.delete(join2(pictures.folder, name));
    }
    const logFile2 = join2(options.workDirectory, `round-${round}.log`);
    const target = writeSteps.find((step2) => hits[step2] === 0) ?? pick(writeSteps);
    const dieIn = { step: target, occurrence: 1 + round % 2, afterMs: round % 3 };
    const base = { dataDirectory, folder: pictures.folder, logFile: logFile2 };
    const randomly = round % 2 === 1;
    const killed = await runVictim(randomly ? base : { ...base, dieIn }, options, randomly);
    const { step, finished } = await readLog(logFile2, promised);
    if (killed) {
      done++;
      hits[step] = (hits[step] ?? 0) + 1;
      log(`kill ${done}: in ${step}, ${finished} pictures reported`);
    }
    const problem = await integrityProblem(dataDirectory);
    if (problem) faults.push(`round ${round}: ${problem}`);
    const anyPicture = join2(pictures.folder, names[0]);
    const { faults: seen2, visible: visible2 } = await findVisibleFaults(dataDirectory, anyPicture);
    faults.push(...seen2.map((fault) => `round ${round}: ${fault}`));
    for (const path of promised)
      if (!visible2.has(path)) faults.push(`round ${round}: ${path} is lost`);
    await rm2(logFile2);
  }
  const logFile = join2(options.workDirectory, "last.log");
  await runVictim({ dataDirectory, folder: pictures.folder, logFile }, options, false);
  const { visible, faults: seen } = await findVisibleFaults(
    dataDirectory,
    join2(pictures.folder, names[0])
  );
  faults.push(...seen);
  const expected = await pictures.hashes();
  for (const [path, hash] of expected) {
    if (visible.get(path) !== hash) faults.push(`at the end ${path} is missing or old`);
  }
  if (visible.size !== expected.size)
    faults.push(`at the end ${visible.size} paths, not ${expected.size}`);
  return { kills: done, hits, faults };
}
async function runVictim(victimOptions, { victim }, atRandomMoment) {
  const file = victim ?? fileURLToPath(new URL("./victim.js", import.meta.url));
  const child = spawn(process.execPath, [file, JSON.stringify(victimOptions)], {
    stdio: ["ignore", "inherit", "inherit"]
  });
  const exit = once(child, "exit");
  if (atRandomMoment) {
    await opened(victimOptions.logFile, child);
    await sleep(Math.random() * 1500);
    child.kill("SIGKILL");
  }
  const [code, signal] = await exit;
  if (code !== 0 && signal !== "SIGKILL") throw new Error(`The victim ended with code ${code}.`);
  return signal === "SIGKILL";
}
async function opened(logFile, child) {
  while (child.exitCode === null) {
    const text = await readFile2(logFile, "utf8").catch(() => "");
    if (text.includes("opened")) return;
    await sleep(10);
  }
}
async function readLog(logFile, promised) {
  const lines = (await readFile2(logFile, "utf8").catch(() => "")).split("\n");
  const running = [];
  let finished = 0;
  for (const line of lines) {
    const [kind, name, ...path] = line.split(" ");
    if (kind === "start" && writeSteps.includes(name)) running.push(name);
    if (kind === "end" && running.includes(name)) running.splice(running.indexOf(name), 1);
    if (kind === "done") {
      promised.add(path.join(" "));
      finished++;
    }
  }
  return { step: running.at(-1) ?? "between", finished };
}
function pick(values) {
  return values[Math.floor(Math.random() * values.length)];
}

// src/kills/kills.ts
var benchKills = async ({ quick, soak, workDirectory, log }) => {
  const kills = quick ? 12 : soak ? 400 : 40;
  const { hits, faults, ...report } = await runKills({ kills, pictures: 150, workDirectory, log });
  for (const fault of faults) log(fault);
  const counts = Object.entries(hits).map(([step, count]) => [
    `hits_${step.replace(".", "_")}`,
    count
  ]);
  return { ...report, faults: faults.length, ...Object.fromEntries(counts) };
};
export {
  benchKills
};
//# sourceMappingURL=kills-QHGAYBMR.js.map