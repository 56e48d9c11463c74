import { fileURLToPath } from "node:url";
import type { BlobStore, MetadataStore, VectorStore } from "@revimg/core";
import { checkPgvectorOptions, type PgvectorOptions } from "../pgvector/options.js";
import { type ChromaUrl, chromaParameters, parseChroma } from "./chroma-url.js";
import { type PineconeUrl, parsePinecone, pineconeParameters } from "./pinecone-url.js";
import { pathFrom } from "./place.js";
import { anyText, type Parameters, type StoreUrl, webAddress, yesOrNo } from "./store-url.js";
import type { StorePart } from "./types.js";

interface Stores {
  vectors: VectorStore;
  metadata: MetadataStore;
  blobs: BlobStore;
}

export type AnyStore = Stores[StorePart];

/** A scheme of store URLs. */
export interface Backend {
  scheme: string;
  /** What such a URL looks like. */
  form: string;
  parts: readonly StorePart[];
  parameters: Parameters;
  /**
   * Checks a URL and returns what makes its store; undefined for the store that
   * `createRevimg` makes by itself. Throws `invalid_config`.
   */
  read(url: StoreUrl, part: StorePart): (() => Promise<AnyStore>) | undefined;
}

export const postgresParameters = {
  sslmode: {
    expected: "disable, prefer, require, verify-ca, verify-full or no-verify",
    pattern: /^(disable|prefer|require|verify-ca|verify-full|no-verify)$/,
  },
  sslrootcert: anyText,
  sslcert: anyText,
  sslkey: anyText,
  application_name: anyText,
  host: anyText,
  port: { expected: "the number of a port", pattern: /^\d{1,5}$/ },
} satisfies Parameters;

const s3Parameters = {
  region: { expected: "a region such as eu-central-1", pattern: /^[\w-]+$/ },
  endpoint: webAddress,
  path_style: yesOrNo,
  public_url: webAddress,
} satisfies Parameters;

const pgvectorParameters = {
  ...postgresParameters,
  index: { expected: "hnsw or none", pattern: /^(hnsw|none)$/ },
  type: { expected: "vector or halfvec", pattern: /^(vector|halfvec)$/ },
  m: { expected: "a whole number", pattern: /^\d{1,3}$/ },
  ef_construction: { expected: "a whole number", pattern: /^\d{1,4}$/ },
  ef_search: { expected: "a whole number", pattern: /^\d{1,4}$/ },
} satisfies Parameters;

async function createPgvector(options: PgvectorOptions): Promise<VectorStore> {
  return (await import("../pgvector.js")).pgvector(options);
}

const postgresParts = {
  parameters: postgresParameters,
  parse: parsePostgres,
  create: {
    vectors: createPgvector,
    metadata: async (options: { url: string }) =>
      (await import("../postgres.js")).postgres(options),
  },
};

/**
 * Every scheme that a store's URL may have. The code of a store is loaded when the
 * store is made.
 */
export const backends: readonly Backend[] = [
  backend({
    scheme: "sqlite",
    form: "sqlite:",
    parts: ["vectors", "metadata"],
    parse: (url) => bare(url, "The file lies in the folder of dataDirectory (REVIMG_DATA)."),
    create: {},
  }),
  backend({
    scheme: "memory",
    form: "memory:",
    parse: (url) => bare(url) ?? {},
    create: {
      vectors: async () => (await import("@revimg/core/memory")).memoryVectors(),
      metadata: async () => (await import("@revimg/core/memory")).memoryMetadata(),
      blobs: async () => (await import("@revimg/core/memory")).memoryBlobs(),
    },
  }),
  backend({
    scheme: "file",
    form: "file:///folder (or a path such as ./folder)",
    parse: parseFolder,
    create: {
      blobs: async (directory: string) => (await import("@revimg/core/fs")).fsBlobs({ directory }),
    },
  }),
  backend({
    scheme: "postgres",
    form: "postgres://user:password@host:5432/database",
    ...postgresParts,
  }),
  backend({
    scheme: "postgresql",
    form: "postgresql://user:password@host:5432/database",
    ...postgresParts,
  }),
  backend({
    scheme: "pgvector",
    form: "pgvector://user:password@host:5432/database",
    parameters: pgvectorParameters,
    parse: parsePgvector,
    create: { vectors: createPgvector },
  }),
  backend({
    scheme: "chroma",
    form: "chroma://host:8000/prefix",
    parameters: chromaParameters,
    parse: parseChroma,
    create: {
      vectors: async (options: ChromaUrl) => (await import("../chroma.js")).chroma(options),
    },
  }),
  backend({
    scheme: "pinecone",
    form: "pinecone://index",
    parameters: pineconeParameters,
    parse: parsePinecone,
    create: {
      vectors: async (options: PineconeUrl) => (await import("../pinecone.js")).pinecone(options),
    },
  }),
  backend({
    scheme: "faiss",
    form: "faiss:./folder",
    parse: parseFaiss,
    create: {
      vectors: async (options: { path: string }) => (await import("../faiss.js")).faiss(options),
    },
  }),
  backend({
    scheme: "s3",
    form: "s3://bucket/prefix",
    parameters: s3Parameters,
    parse: parseS3,
    create: {
      blobs: async (options: ReturnType<typeof parseS3>) => (await import("../s3.js")).s3(options),
    },
  }),
];

function backend<Options>(row: {
  scheme: string;
  form: string;
  /** Default: those that can be created. */
  parts?: readonly StorePart[];
  parameters?: Parameters;
  /** Undefined: the store that `createRevimg` makes by itself. */
  parse(url: StoreUrl): Options | undefined;
  create: { [Part in StorePart]?: (options: Options) => Promise<Stores[Part]> };
}): Backend {
  const { scheme, form, create, parameters = {} } = row;
  return {
    scheme,
    form,
    parameters,
    parts: row.parts ?? (Object.keys(create) as StorePart[]),
    read(url, part) {
      const options = row.parse(url);
      const make = create[part];
      return options === undefined || !make ? undefined : () => make(options);
    },
  };
}

/** For schemes with nothing after them. */
function bare(url: StoreUrl, advice?: string): undefined {
  if (url.rest !== "") throw url.refuse(advice);
}

function parseFolder(url: StoreUrl): string | undefined {
  const { text, rest, place } = url;
  if (!/^file:/i.test(text)) return pathFrom(place.directory, text);
  if (rest === "") return undefined;
  if (!rest.startsWith("//")) return pathFrom(place.directory, rest);
  return absoluteFolder(url);
}

function absoluteFolder(url: StoreUrl): string {
  url.parameters({});
  try {
    return fileURLToPath(`file:${url.rest}`);
  } catch {
    const scheme = url.text.slice(0, url.text.indexOf(":"));
    throw url.refuse(`An absolute path has three slashes before it: ${scheme}:///folder.`);
  }
}

function parseFaiss(url: StoreUrl): { path: string } {
  const { rest, place } = url;
  if (rest === "") throw url.refuse("It keeps its vectors in a folder of its own.");
  return { path: rest.startsWith("//") ? absoluteFolder(url) : pathFrom(place.directory, rest) };
}

export function parsePostgres(url: StoreUrl): { url: string } {
  requireDatabase(url);
  url.parameters(postgresParameters);
  return { url: url.text };
}

/**
 * Separates the address of Postgres from the parameters of the index. The server must
 * not see the latter.
 */
function parsePgvector(url: StoreUrl): PgvectorOptions {
  requireDatabase(url);
  const { index, type, m, ef_construction, ef_search } = url.parameters(pgvectorParameters);
  const server = new URL(url.text.replace(/^pgvector:/i, "postgres:"));
  for (const name of ["index", "type", "m", "ef_construction", "ef_search"]) {
    server.searchParams.delete(name);
  }
  const options = {
    url: server.href,
    ...(index !== undefined && { index: index as "hnsw" | "none" }),
    ...(type !== undefined && { type: type as "vector" | "halfvec" }),
    ...(m !== undefined && { m: Number(m) }),
    ...(ef_construction !== undefined && { efConstruction: Number(ef_construction) }),
    ...(ef_search !== undefined && { efSearch: Number(ef_search) }),
  };
  try {
    checkPgvectorOptions(options);
  } catch (error) {
    throw url.refuse((error as Error).message);
  }
  return options;
}

function requireDatabase(url: StoreUrl): void {
  const { hostname, pathname, searchParams } = url.url;
  const host = searchParams.get("host");
  if (!url.rest.startsWith("//") || pathname.length < 2 || (hostname === "" && !host)) {
    throw url.refuse();
  }
}

/** The options of `s3()` that a URL such as `s3://bucket/prefix?region=eu-central-1` stands for. */
export function parseS3(url: StoreUrl) {
  const { host, hostname, username, password, pathname } = url.url;
  if (username || password) {
    throw url.refuse(
      "Keys are read from where the AWS SDK finds them, such as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    );
  }
  if (!/^[\w][\w.-]+$/.test(hostname) || host !== hostname) {
    throw url.refuse("The server is named by a parameter: s3://bucket?endpoint=http://host:9000.");
  }
  const { region, endpoint, path_style, public_url } = url.parameters(s3Parameters);
  const prefix = decoded(url, pathname).replace(/^\/+|\/+$/g, "");
  return {
    bucket: hostname,
    ...(prefix !== "" && { prefix }),
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(path_style !== undefined && { forcePathStyle: path_style === "true" }),
    ...(public_url !== undefined && { publicUrl: public_url }),
  };
}

function decoded(url: StoreUrl, path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw url.refuse("A percent sign in it must be written %25.");
  }
}
