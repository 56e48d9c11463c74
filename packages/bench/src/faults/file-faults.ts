import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { FaultDraws } from "./fault-draws.js";
import { type FileFaultKind, kindsAt, opening, rates } from "./file-fault-kinds.js";
import {
  type FileArea,
  type FileFaultSettings,
  fileFaultsVariable,
} from "./file-fault-settings.js";

/**
 * Faults of the file system that follow from a seed, for a process that is started with
 * `node --import <this file>`, and for its threads. The calls of Node that the embedded
 * stores and the walk through folders make are replaced; other files are left alone.
 */
const settings = JSON.parse(process.env[fileFaultsVariable]!) as FileFaultSettings;
const pictures = resolve(settings.pictures);
const blobs = join(resolve(settings.index), "default", "blobs");
const draws = new FaultDraws(settings.seed, 0);
const { appendFileSync } = fs;
const mostLateMs = 25;

/** Calls that still meet the fault of a spell, by area. */
const spells = new Map<FileArea, { kind: FileFaultKind; left: number }>();
const spellCalls = 12;

function areaOf(path: unknown): FileArea | null {
  if (typeof path !== "string" && !Buffer.isBuffer(path)) return null;
  const text = path.toString();
  if (/\/index\.sqlite(-wal)?$/.test(text)) return "database";
  if (text.startsWith(blobs)) return "blobs";
  return text.startsWith(pictures) ? "pictures" : null;
}

function drawn(area: FileArea, call: string): FileFaultKind | null {
  const point = `${area}.${call}`;
  const spell = spells.get(area);
  if (spell && spell.left > 0 && opening.has(call)) {
    spell.left--;
    return spell.kind;
  }
  const kind = draws.next(point, kindsAt(area, call), rates[area]);
  if (kind === null) return null;
  appendFileSync(settings.logFile, `${point} ${kind}\n`);
  if (opening.has(call) && (kind === "EMFILE" || kind === "EACCES")) {
    spells.set(area, { kind, left: spellCalls });
  }
  return kind;
}

function failure(kind: FileFaultKind, call: string): Error {
  const code = kind === "torn" || kind === "lost" ? "EIO" : kind;
  return Object.assign(new Error(`${code}: a fault on purpose, ${call}`), { code, syscall: call });
}

/** What is read or written in bytes: the n-th argument is the buffer, and the next ones its part. */
type Words = unknown[];
type Call = (...words: Words) => unknown;

function halfOf([bytes, ...rest]: Words): Words {
  if (!(bytes instanceof Uint8Array)) return [bytes, ...rest];
  return [bytes.subarray(0, bytes.length >> 1), ...rest];
}

/** Fewer bytes of a read into a buffer: `(buffer, offset, length, position)`. */
function shortened([buffer, offset, length, position]: Words): Words {
  return [buffer, offset, Math.max(1, Number(length) >> 1), position];
}

function flip(buffer: Uint8Array, bytesRead: number): void {
  if (bytesRead > 0) buffer[bytesRead >> 1]! ^= 16;
}

/** Does a call of a promise with what is drawn for it. */
async function meet(area: FileArea, call: string, words: Words, whole: Call): Promise<unknown> {
  const kind = drawn(area, call);
  switch (kind) {
    case null:
      return whole(...words);
    case "late":
      await sleep(mostLateMs * draws.chance(`${area}.${call}`, 3));
      return whole(...words);
    case "short":
      return whole(...shortened(words));
    case "torn":
      await whole(...halfOf(words));
      break;
    case "lost":
      await whole(...words);
      break;
    case "flipped": {
      const answer = (await whole(...words)) as { bytesRead: number };
      flip(words[0] as Uint8Array, answer.bytesRead);
      return answer;
    }
  }
  throw failure(kind, call);
}

/** The same for a call that returns at once, whose first argument is the number of an open file. */
function meetAtOnce(area: FileArea, call: string, [file, ...words]: Words, whole: Call): unknown {
  const kind = drawn(area, call);
  if (kind === null) return whole(file, ...words);
  if (kind === "late") {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, mostLateMs);
    return whole(file, ...words);
  }
  if (kind === "torn") {
    const [bytes, offset, length, position] = words;
    whole(file, bytes, offset, Number(length) >> 1, position);
  }
  throw failure(kind, call);
}

const handleCalls: Record<string, string> = {
  read: "read",
  write: "write",
  writeFile: "write",
  datasync: "sync",
  sync: "sync",
  stat: "stat",
};

function replacePromises(): void {
  const calls = fs.promises as unknown as Record<string, Call>;
  for (const call of ["open", "readdir", "opendir", "stat", "rename", "link", "rm"]) {
    const whole = calls[call]!;
    calls[call] = async (...words) => {
      const area = areaOf(words[0]);
      if (area === null || area === "database") return whole(...words);
      const answer = await meet(area, call, words, whole);
      return call === "open" ? faultyHandle(area, answer as Record<string, Call>) : answer;
    };
  }
}

function faultyHandle(area: FileArea, handle: Record<string, Call>): Record<string, Call> {
  for (const [name, call] of Object.entries(handleCalls)) {
    const whole = handle[name]!.bind(handle);
    handle[name] = (...words) => meet(area, call, words, whole);
  }
  return handle;
}

/** SQLite's calls. */
function replaceAtOnce(): void {
  const calls = fs as unknown as Record<string, Call>;
  const databases = new Set<unknown>();
  const { openSync, closeSync } = calls;
  calls.openSync = (...words) => {
    const isDatabase = areaOf(words[0]) === "database";
    const file = isDatabase
      ? meetAtOnce("database", "open", words, openSync!)
      : openSync!(...words);
    if (isDatabase) databases.add(file);
    return file;
  };
  calls.closeSync = (file) => {
    databases.delete(file);
    return closeSync!(file);
  };
  const ofFiles = {
    readSync: "read",
    writeSync: "write",
    fsyncSync: "sync",
    ftruncateSync: "truncate",
  };
  for (const [name, call] of Object.entries(ofFiles)) {
    const whole = calls[name]!;
    calls[name] = (...words) =>
      databases.has(words[0]) ? meetAtOnce("database", call, words, whole) : whole(...words);
  }
}

replacePromises();
replaceAtOnce();
syncBuiltinESMExports();
