import { createRequire } from "node:module";

/** The part of faiss-node that we use. It takes vectors only as plain arrays. */
export interface FaissModule {
  Index: {
    /** `metric` 0 is the inner product. */
    fromFactory(dimension: number, description: string, metric: number): FaissIndex;
    read(path: string): FaissIndex;
  };
}

export interface FaissIndex {
  ntotal(): number;
  train(vectors: number[]): void;
  add(vectors: number[]): void;
  /** Throws when `count` is more than `ntotal()`; label -1 stands for "no more rows". */
  search(vector: number[], count: number): { labels: number[]; distances: number[] };
  write(path: string): void;
}

export type LoadedBinding = FaissModule | { reason: "missing" | "failed"; message: string };

/**
 * Loads faiss-node, or the module at `path`. An absent module and one that fails to
 * load are different errors.
 */
export function loadBinding(path: string | undefined): LoadedBinding {
  const name = path ?? "faiss-node";
  try {
    const loaded = createRequire(import.meta.url)(name) as Partial<FaissModule>;
    if (typeof loaded.Index?.fromFactory === "function") return loaded as FaissModule;
    return { reason: "failed", message: "it has no Index.fromFactory" };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const [firstLine = "", ...others] = String(message).split("\n");
    const isMissing = code === "MODULE_NOT_FOUND" && firstLine.includes(`'${name}'`);
    // If the loader tried many paths, it names each on a line of its own.
    const shown = others.length > 3 ? `${firstLine} (${others.length} more lines)` : message;
    return { reason: isMissing ? "missing" : "failed", message: shown };
  }
}
