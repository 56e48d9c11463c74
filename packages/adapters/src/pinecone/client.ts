/** What the store needs of the package `@pinecone-database/pinecone`. */
export interface PineconeModule {
  Pinecone: new (configuration: {
    apiKey: string;
    controllerHostUrl?: string;
    maxRetries: number;
    fetchApi(url: string, init?: RequestInit): Promise<Response>;
  }) => PineconeClient;
}

export interface PineconeClient {
  describeIndex(name: string): Promise<IndexDescription>;
  createIndex(options: {
    name: string;
    dimension: number;
    metric: "cosine";
    spec: { serverless: { cloud: string; region: string } };
    suppressConflicts: boolean;
  }): Promise<unknown>;
  index(options: { host: string; namespace: string }): PineconeIndex;
}

export interface IndexDescription {
  dimension?: number;
  metric: string;
  host: string;
  vectorType?: string;
  status: { ready: boolean; state: string };
}

export interface PineconeIndex {
  upsert(options: { records: PineconeRecord[] }): Promise<void>;
  query(options: {
    vector: number[];
    topK: number;
    filter?: Record<string, { $in: string[] }>;
    includeValues: boolean;
    includeMetadata: boolean;
  }): Promise<{ matches: { id: string; score?: number }[] }>;
  fetch(options: { ids: string[] }): Promise<{ records: Record<string, PineconeRecord> }>;
  deleteMany(options: { ids: string[] }): Promise<void>;
  deleteAll(): Promise<void>;
  listPaginated(options: { limit: number; paginationToken?: string }): Promise<{
    vectors?: { id?: string }[];
    pagination?: { next?: string };
  }>;
  describeIndexStats(): Promise<{ namespaces?: Record<string, { recordCount?: number }> }>;
}

export interface PineconeRecord {
  id: string;
  values?: number[];
  metadata?: Record<string, unknown>;
}
