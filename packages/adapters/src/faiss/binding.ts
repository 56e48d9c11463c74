import { createRequire } from "node:module";

/** What is used of faiss-node. It takes vectors as plain arrays only. */
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

/** Loads faiss-node, or the module at `path`; that it is not there is another thing than that it fails. */
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
    // A loader that tried many paths names them one a line.
    const shown = others.length > 3 ? `${firstLine} (${others.length} more lines)` : message;
    return { reason: isMissing ? "missing" : "failed", message: shown };
  }
}
