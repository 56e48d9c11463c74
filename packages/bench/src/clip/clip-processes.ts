import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { processCpuMs } from "../lib/cpu-meter.js";
import { type Child, startChild } from "./child-calls.js";
import type { ClipMethods, ContenderName, PictureFiles } from "./clip-methods.js";

const names: readonly ContenderName[] = [
  "revimg",
  "two_workers",
  "transformers",
  "model",
  "decoding",
];

/** All contenders, each in a process of its own. */
export interface ClipProcesses {
  methods: Record<ContenderName, ClipMethods>;
  /** CPU time of this process and of theirs. */
  cpuMs(): Promise<number>;
  kill(): void;
}

export async function startClipProcesses(
  modelFolder: string,
  files: PictureFiles,
  workDirectory: string,
): Promise<ClipProcesses> {
  const program = fileURLToPath(new URL("./clip-process.js", import.meta.url));
  const children = new Map<ContenderName, Child<ClipMethods>>();
  const kill = () => {
    for (const child of children.values()) child.kill();
  };
  try {
    for (const name of names) {
      const child = startChild<ClipMethods>(program, [name]);
      children.set(name, child);
      const directory = join(workDirectory, name);
      await mkdir(directory);
      const threads = availableParallelism();
      await child.methods.load({ modelFolder, workDirectory: directory, threads }, files);
    }
  } catch (error) {
    kill();
    throw error;
  }
  const methodsOf = (name: ContenderName) => children.get(name)!.methods;
  return {
    methods: Object.fromEntries(names.map((name) => [name, methodsOf(name)])) as Record<
      ContenderName,
      ClipMethods
    >,
    async cpuMs() {
      let cpuMs = processCpuMs();
      for (const name of names) cpuMs += (await methodsOf(name).usage()).cpuMs;
      return cpuMs;
    },
    kill,
  };
}
