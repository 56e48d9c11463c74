/** What the store needs of the package `chromadb`. */
export interface ChromaModule {
  ChromaClient: new (settings: {
    host: string;
    port: number;
    ssl: boolean;
    tenant: string;
    database: string;
    headers: Record<string, string>;
    fetchOptions: { signal: AbortSignal };
  }) => ChromaClient;
}

export interface ChromaClient {
  version(): Promise<string>;
  getMaxBatchSize(): Promise<number>;
  getCollection(options: {
    name: string;
    embeddingFunction: EmbeddingFunction;
  }): Promise<ChromaCollection>;
  getOrCreateCollection(options: {
    name: string;
    embeddingFunction: null;
    configuration: { hnsw: Record<string, string | number> };
    metadata: Record<string, number>;
  }): Promise<ChromaCollection>;
  deleteCollection(options: { name: string }): Promise<void>;
}

/**
 * An embedding function that is never called. With it, the client does not look for
 * one of its own.
 */
interface EmbeddingFunction {
  generate(texts: string[]): Promise<number[][]>;
}

export interface ChromaCollection {
  readonly metadata?: Record<string, unknown> | undefined;
  readonly configuration: {
    hnsw?: { space?: string | null } | null;
    spann?: { space?: string | null } | null;
  };
  count(): Promise<number>;
  upsert(records: {
    ids: string[];
    embeddings: number[][];
    metadatas: Record<string, string | number>[];
  }): Promise<void>;
  query(query: {
    queryEmbeddings: number[][];
    nResults: number;
    where?: ChromaFilter;
    include: "distances"[];
  }): Promise<{ ids: string[][]; distances: (number | null)[][] }>;
  get(request: {
    ids?: string[];
    where?: ChromaFilter;
    limit?: number;
    include: "embeddings"[];
  }): Promise<{ ids: string[]; embeddings: number[][] }>;
  delete(request: { ids: string[] }): Promise<unknown>;
}

/** Chroma's documentation, "Metadata filtering". */
type ChromaFilter = Record<string, { $in: (string | number)[] }>;
