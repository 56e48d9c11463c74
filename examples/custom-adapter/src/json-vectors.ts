import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RevimgError, type VectorStore } from "@revimg/core";

interface Space {
  dimension: number;
  vectors: Map<string, number[]>;
}

/** A vector store that keeps each space in a JSON file: for some thousand pictures, and to show how. */
export function jsonVectors({ directory }: { directory: string }): VectorStore {
  let opened: string | undefined;
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();

  const failed = (
    code: "disposed" | "invalid_input" | "store_failed",
    message: string,
    cause?: unknown,
  ) => new RevimgError(code, message, { adapter: "json", cause });

  const fileOf = (space = opened) => {
    if (closed) throw failed("disposed", "The vector store was closed.");
    if (space === undefined) throw failed("invalid_input", "The vector store is not open yet.");
    return join(directory, `${space}.json`);
  };

  const read = async (file: string): Promise<Space | null> => {
    try {
      const { dimension, vectors } = JSON.parse(await readFile(file, "utf8"));
      return { dimension, vectors: new Map(vectors) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw failed("store_failed", `${file} can't be read.`, error);
    }
  };

  const write = async (file: string, { dimension, vectors }: Space) => {
    try {
      await mkdir(directory, { recursive: true });
      const text = JSON.stringify({ dimension, vectors: [...vectors] });
      await writeFile(`${file}.draft`, text, { flush: true });
      await rename(`${file}.draft`, file);
    } catch (error) {
      throw failed("store_failed", `${file} can't be written.`, error);
    }
  };

  /** One call after the other; what it changed is written, unless the caller has given up by then. */
  const use = <T>(
    signal: AbortSignal | undefined,
    work: (space: Space) => T | Promise<T>,
    writes = false,
  ) => {
    const turn = last.then(async () => {
      const file = fileOf();
      signal?.throwIfAborted();
      const space = await read(file);
      if (!space) throw failed("store_failed", "The open space is gone. Call open() again.");
      const result = await work(space);
      signal?.throwIfAborted();
      if (writes) await write(file, space);
      return result;
    });
    last = turn.catch(() => {});
    return turn;
  };

  const close = async () => {
    closed = true;
  };

  return {
    name: "json",
    location: directory,
    capabilities: { consistency: "strong", filter: "none", maxBatch: 1000, maxTopK: 10_000 },

    async open({ space, dimension, signal }) {
      const file = fileOf(space);
      signal?.throwIfAborted();
      const known = await read(file);
      signal?.throwIfAborted();
      if (known && known.dimension !== dimension) {
        throw new RevimgError(
          "index_mismatch",
          `The space ${space} has ${known.dimension} dimensions, not ${dimension}. Choose another folder.`,
        );
      }
      if (!known) await write(file, { dimension, vectors: new Map() });
      opened = space;
    },

    upsert: (records, { signal } = {}) => {
      const copies = records.map(({ id, vector }) => [id, Array.from(vector)] as const);
      const change = ({ vectors }: Space) => {
        for (const [id, vector] of copies) vectors.set(id, vector);
      };
      return use(signal, change, true);
    },

    query: ({ vector, topK, signal }) =>
      use(signal, ({ vectors }) =>
        [...vectors]
          .map(([id, stored]) => ({ id, score: dot(vector, stored) }))
          .sort((a, b) => b.score - a.score)
          .slice(0, topK),
      ),

    fetch: (ids, { signal } = {}) =>
      use(signal, ({ vectors }) =>
        ids.map((id) => {
          const stored = vectors.get(id);
          return stored ? Float32Array.from(stored) : null;
        }),
      ),

    delete: (ids, { signal } = {}) => {
      const change = ({ vectors }: Space) => {
        for (const id of ids) vectors.delete(id);
      };
      return use(signal, change, true);
    },

    scan: ({ after, pageSize, signal }) =>
      use(signal, ({ vectors }) => {
        const rest = [...vectors.keys()].sort().filter((id) => after === null || id > after);
        const ids = rest.slice(0, pageSize);
        return { ids, next: rest.length > pageSize ? ids.at(-1)! : null };
      }),

    stats: ({ signal } = {}) => use(signal, ({ vectors }) => ({ count: vectors.size })),

    drop: (space, { signal } = {}) =>
      use(signal, async () => {
        await rm(fileOf(space), { force: true });
        if (space === opened) opened = undefined;
      }),

    clone: () => jsonVectors({ directory }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The cosine, as core hands over vectors of length 1. */
function dot(a: Float32Array, b: readonly number[]): number {
  const sum = a.reduce((total, value, i) => total + value * b[i]!, 0);
  return Math.max(-1, Math.min(1, sum));
}
