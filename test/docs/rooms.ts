import { readdirSync, readFileSync } from "node:fs";
import { join, normalize, sep } from "node:path";
import { root } from "./pages.js";

/** A room of core: a folder, or a file by itself. */
export interface Room {
  name: string;
  /** What it is, in the words of the map. */
  says: string;
  /** Rooms that its files import from, tests left out, in the order of the map. */
  imports: string[];
  /** 0 for a room that imports no other; else one more than the highest that it imports. */
  level: number;
}

const source = "packages/core/src";
const isTest = /\.test(-d)?\.tsx?$|\/testing\/|\/test-[^/]+\.ts$/;

/** The rooms of core from the ground up, as the map lists them and the sources import them. */
export function roomsOfCore(): Room[] {
  const map = readFileSync(join(root, ".dependency-cruiser.mjs"), "utf8");
  const [, list = ""] = /const core = \[\n([\s\S]*?)\n\]/.exec(map) ?? [];
  const entries = [...list.matchAll(/^ +"([^"]+)", \/\/ (.+)$/gm)];
  const names = entries.map(([, name]) => name!);
  const imports = importsBetween(names);
  const levels = new Map<string, number>();
  return entries.map(([, name, says]) => {
    const imported = names.filter((other) => imports.get(name!)!.has(other));
    const level = Math.max(-1, ...imported.map((other) => levels.get(other) ?? Number.NaN)) + 1;
    levels.set(name!, level);
    return { name: name!, says: says!, imports: imported, level };
  });
}

function importsBetween(names: readonly string[]): Map<string, Set<string>> {
  const imports = new Map(names.map((name) => [name, new Set<string>()]));
  for (const path of readdirSync(join(root, source), { recursive: true, encoding: "utf8" })) {
    const file = path.replaceAll(sep, "/");
    if (!/\.ts$/.test(file) || isTest.test(`/${file}`)) continue;
    const text = readFileSync(join(root, source, file), "utf8");
    const from = roomOf(file, names);
    for (const [, target] of text.matchAll(/(?:from|import|import\()\s*"(\.[^"]+)"/g)) {
      const to = roomOf(normalize(join(file, "..", target!)).replaceAll(sep, "/"), names);
      if (from !== undefined && to !== undefined && from !== to) imports.get(from)!.add(to);
    }
  }
  return imports;
}

/** The innermost room that holds a file. A file of the top folder is told by its name. */
function roomOf(file: string, names: readonly string[]): string | undefined {
  const path = file.replace(/\.js$/, ".ts");
  return names
    .filter((name) => path === name || path.startsWith(`${name}/`))
    .sort((one, other) => other.length - one.length)[0];
}
