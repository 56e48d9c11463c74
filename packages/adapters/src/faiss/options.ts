import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { RevimgError } from "@revimg/core";

export interface FaissOptions {
  /**
   * Folder of the vectors and the FAISS index; made when absent. One process at a
   * time may have it open. Collections may share it.
   */
  path: string;
  /**
   * The path of a FAISS binding that you built yourself: a package's folder or a
   * `.node` file. Default: the package `faiss-node`.
   */
  binding?: string | undefined;
  /**
   * From this many vectors on, the index has inverted lists (IVF), and a search looks
   * into some of them. A smaller index compares all vectors (Flat). Default 10,000.
   */
  ivfFrom?: number | undefined;
  /**
   * The index is made again in the background after this many changed vectors, or
   * after a tenth of all vectors if that is more. Until then, changed vectors are
   * searched one by one. Default 250.
   */
  rebuildAfter?: number | undefined;
  /** Longest wait for FAISS before the exact search answers in its place. Default 5,000. */
  searchTimeoutMs?: number | undefined;
  /** Threads of one exact search, from 200,000 vectors on. Default: the cores, at most 4. */
  scanThreads?: number | undefined;
}

/** Checked options, with the defaults filled in. */
export interface FaissSettings {
  directory: string;
  /** Absolute; undefined for faiss-node. */
  binding: string | undefined;
  ivfFrom: number;
  rebuildAfter: number;
  searchTimeoutMs: number;
  scanThreads: number;
  /** A child is replaced when its searches have leaked this much. */
  mostLeakedBytes: number;
}

const known: Record<keyof FaissOptions, true> = {
  path: true,
  binding: true,
  ivfFrom: true,
  rebuildAfter: true,
  searchTimeoutMs: true,
  scanThreads: true,
};

/** Throws `invalid_config` with the name of the wrong option. */
export function checkOptions(options: FaissOptions): FaissSettings {
  for (const name of Object.keys(options)) {
    if (!(name in known))
      refuse(`faiss() has no option ${name}. It has ${Object.keys(known).join(", ")}.`);
  }
  return {
    directory: resolve(pathOf("path", options.path)),
    binding:
      options.binding === undefined ? undefined : resolve(pathOf("binding", options.binding)),
    ivfFrom: whole("ivfFrom", options.ivfFrom, 10_000),
    rebuildAfter: whole("rebuildAfter", options.rebuildAfter, 250),
    searchTimeoutMs: whole("searchTimeoutMs", options.searchTimeoutMs, 5_000),
    scanThreads: whole("scanThreads", options.scanThreads, Math.min(4, availableParallelism()), 64),
    mostLeakedBytes: 64 * 1024 * 1024,
  };
}

function pathOf(name: "path" | "binding", value: unknown): string {
  if (typeof value === "string" && value !== "" && !value.includes("\0")) return value;
  const what = name === "path" ? "folder" : "module";
  return refuse(`faiss({ ${name} }) must be the path of a ${what}.`);
}

function whole(
  name: string,
  value: number | undefined,
  preset: number,
  most = 2 ** 31 - 1,
): number {
  if (value === undefined) return preset;
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  return refuse(`faiss({ ${name} }) must be a whole number from 1 to ${most}; it is ${value}.`);
}

function refuse(message: string): never {
  throw new RevimgError("invalid_config", message, { adapter: "faiss" });
}
