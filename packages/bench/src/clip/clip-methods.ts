import type { Methods } from "./child-calls.js";
import type { ClientsResult, ClientsTask } from "./clients.js";
import type { ContenderOptions } from "./contender.js";
import type { LoopDelays } from "./loop-watch.js";

/**
 * `revimg` as it is by default, with one inference thread; `two_workers`: the same
 * with `workers: 2`. `model` and `decoding`: one of the two alone, which is all that
 * a machine has to do.
 */
export type ContenderName = "revimg" | "two_workers" | "transformers" | "model" | "decoding";

export type PictureKind = "small" | "large";

/** Paths of JPEG files. */
export type PictureFiles = Record<PictureKind, string[]>;

/** What a contender did; its CPU time is that of its whole process, with all threads. */
export interface Work {
  pictures: number;
  cpuMs: number;
  wallMs: number;
  loop: LoopDelays;
}

/** What a contender's process can be asked. */
export interface ClipMethods extends Methods {
  load(options: ContenderOptions, files: PictureFiles): Promise<void>;
  /** Embeds `count` pictures, `batch` at a time, from number `from` on and round again. */
  embed(kind: PictureKind, from: number, count: number, batch: number): Promise<Work>;
  usage(): Promise<{ cpuMs: number; rss: number }>;
  /** The small pictures' folder, for the searches. */
  index(folder: string): Promise<void>;
  search(task: ClientsTask): Promise<ClientsResult>;
  stop(): Promise<void>;
}
