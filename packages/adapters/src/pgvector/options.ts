import {
  type CheckedOptions,
  type ConnectOptions,
  checkOptions,
  checkWhole,
  refuseOption,
} from "../postgres/options.js";

export interface PgvectorOptions extends ConnectOptions {
  /**
   * `hnsw`: a graph of near neighbours (Malkov and Yashunin, "Efficient and robust
   * approximate nearest neighbor search using Hierarchical Navigable Small World
   * graphs", 2016). `none`: every query looks at every vector, and is exact. Default
   * `"hnsw"`. Opening a space makes the index if there is none of this kind; that
   * takes minutes for many vectors. An existing index, also one of your own, is used
   * as it is. No index is removed.
   */
  index?: "hnsw" | "none" | undefined;
  /**
   * What the index holds. `vector`: float32, up to 2,000 dimensions. `halfvec`:
   * float16 (11 significant bits), which takes half the space and up to 4,000
   * dimensions. Its results are scored again in float32: the vectors are kept in
   * float32 in both cases. Default `"vector"`.
   */
  type?: "vector" | "halfvec" | undefined;
  /** Neighbours of a vector in the graph, 2 to 100. For a new index. Default 16. */
  m?: number | undefined;
  /**
   * Candidates considered when a vector is added, `2 * m` to 1,000. For a new index.
   * Default 64.
   */
  efConstruction?: number | undefined;
  /**
   * Candidates considered by a query, 1 to 1,000; never fewer than the results it
   * asks for. More candidates find more of the true nearest, and take more time.
   * Default 200.
   */
  efSearch?: number | undefined;
  /**
   * Beginning of the schema's name; `_vectors` follows. 1 to 20 lower-case letters,
   * digits and _. Default `"revimg_"`.
   */
  schemaPrefix?: string | undefined;
}

export interface CheckedPgvectorOptions extends CheckedOptions {
  index: "hnsw" | "none";
  type: "vector" | "halfvec";
  m: number;
  efConstruction: number;
  efSearch: number;
}

const adapter = "pgvector";

/** Throws `invalid_config` with the name of the wrong option. */
export function checkPgvectorOptions({
  index = "hnsw",
  type = "vector",
  m = 16,
  efConstruction = Math.max(64, 2 * m),
  efSearch = 200,
  ...options
}: PgvectorOptions): CheckedPgvectorOptions {
  if (index !== "hnsw" && index !== "none") {
    refuseOption(adapter, `pgvector({ index }) must be "hnsw" or "none"; it is ${index}.`);
  }
  if (type !== "vector" && type !== "halfvec") {
    refuseOption(adapter, `pgvector({ type }) must be "vector" or "halfvec"; it is ${type}.`);
  }
  checkWhole(adapter, "m", m, { least: 2, most: 100 });
  checkWhole(adapter, "efConstruction", efConstruction, { least: 2 * m, most: 1_000 });
  checkWhole(adapter, "efSearch", efSearch, { least: 1, most: 1_000 });
  return { ...checkOptions(options, adapter), index, type, m, efConstruction, efSearch };
}
