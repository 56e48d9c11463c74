import { z } from "zod";
import {
  checkOptions,
  isWebAddress,
  type OptionForms,
  refuseOption,
  timeForm,
} from "../shared/check-options.js";

export interface ChromaOptions {
  /** Address of the server. Default `http://localhost:8000`. */
  url?: string | undefined;
  /** Must exist already. Default `"default_tenant"`. */
  tenant?: string | undefined;
  /** Must exist already. Default `"default_database"`. */
  database?: string | undefined;
  /** Sent with every request, in the header that `tokenHeader` names. */
  token?: string | undefined;
  /** `authorization` sends `Bearer <token>`. Default `"x-chroma-token"`. */
  tokenHeader?: "authorization" | "x-chroma-token" | undefined;
  /** Other headers of every request, such as those of a proxy. */
  headers?: Readonly<Record<string, string>> | undefined;
  /**
   * Beginning of the collections' names: the space `photos` is kept in the
   * collection `revimg.photos`. 1 to 100 letters, digits and - . _, the first one
   * a letter or digit. Default `"revimg"`.
   */
  collectionPrefix?: string | undefined;
  /**
   * HNSW index of a new collection. An existing collection keeps its own. The
   * defaults are Chroma's, except for `efConstruction` and `efSearch`: 200 each,
   * twice Chroma's.
   */
  hnsw?: ChromaHnsw | undefined;
  /** Longest time of one call, in milliseconds. Default 30,000. */
  timeoutMs?: number | undefined;
}

/** Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using HNSW graphs", 2016. */
export interface ChromaHnsw {
  /** Candidates when a vector is put into the graph. Default 200. */
  efConstruction?: number | undefined;
  /** Candidates of a query; its `topK` if that is more. Default 200. */
  efSearch?: number | undefined;
  /** Edges of a vector in the graph (M). Default 16. */
  maxNeighbors?: number | undefined;
}

/** Options with the defaults filled in. */
export interface ChromaSettings {
  /** Of the server, without a path. */
  address: URL;
  tenant: string;
  database: string;
  headers: Record<string, string>;
  collectionPrefix: string;
  hnsw: Required<{ [Name in keyof ChromaHnsw]: number }>;
  timeoutMs: number;
}

const name = [z.string().min(1).max(512), "a text of 1 to 512 characters"] as const;
const count = z.number().int().min(1).max(100_000).optional();

/** A header's text: visible characters, and none that ends the header. */
const headerText = z.string().regex(/^[\x20-\x7e]+$/);

const forms: OptionForms<ChromaOptions> = {
  url: [
    z.string().refine((text) => isWebAddress(text) && new URL(text).pathname === "/"),
    "an address such as http://localhost:8000, without user, password, path, query and fragment",
  ],
  tenant: name,
  database: name,
  token: [headerText, "a text that a header can carry"],
  tokenHeader: [z.enum(["authorization", "x-chroma-token"]), "authorization or x-chroma-token"],
  headers: [z.record(z.string().regex(/^[\w-]+$/), headerText), "an object of header texts"],
  collectionPrefix: [
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/),
    "1 to 100 letters, digits and - . _, the first one a letter or digit",
  ],
  hnsw: [
    z.strictObject({ efConstruction: count, efSearch: count, maxNeighbors: count }),
    "an object of whole numbers: efConstruction, efSearch, maxNeighbors",
  ],
  timeoutMs: timeForm,
};

/** Throws `invalid_config` with the name of the wrong option. */
export function readOptions(options: ChromaOptions): ChromaSettings {
  checkOptions("chroma", forms, options);
  const { token, tokenHeader = "x-chroma-token", hnsw = {} } = options;
  if (options.tokenHeader !== undefined && token === undefined) {
    refuseOption("chroma", "tokenHeader", "has no effect without token, which may be unset");
  }
  const auth = tokenHeader === "authorization" ? `Bearer ${token}` : `${token}`;
  return {
    address: new URL(options.url ?? "http://localhost:8000"),
    tenant: options.tenant ?? "default_tenant",
    database: options.database ?? "default_database",
    headers: { ...options.headers, ...(token !== undefined && { [tokenHeader]: auth }) },
    collectionPrefix: options.collectionPrefix ?? "revimg",
    hnsw: {
      efConstruction: hnsw.efConstruction ?? 200,
      efSearch: hnsw.efSearch ?? 200,
      maxNeighbors: hnsw.maxNeighbors ?? 16,
    },
    timeoutMs: options.timeoutMs ?? 30_000,
  };
}
