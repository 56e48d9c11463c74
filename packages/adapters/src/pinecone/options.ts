import { z } from "zod";
import {
  checkOptions,
  isWebAddress,
  type OptionForms,
  refuseOption,
  timeForm,
} from "../shared/check-options.js";

export interface PineconeOptions {
  /**
   * Name of a dense index with cosine metric and the model's dimension: 1 to 45 of
   * a-z, 0-9 and -.
   */
  index: string;
  apiKey: string | undefined;
  /** Address of the control plane, for an emulator. Default: Pinecone's own. */
  endpoint?: string | undefined;
  /** Makes an absent index, serverless. Default: an absent index is refused. */
  create?: PineconeCreate | undefined;
  /** Longest time of one request, in milliseconds. Default 30,000. */
  timeoutMs?: number | undefined;
}

export interface PineconeCreate {
  /** Such as `"aws"`. */
  cloud: string;
  /** Such as `"us-east-1"`. */
  region: string;
  /** How long a new index may take to become ready, in milliseconds. Default 120,000. */
  timeoutMs?: number | undefined;
}

/** Options with the defaults filled in. */
export interface PineconeSettings {
  index: string;
  apiKey: string;
  endpoint: string | undefined;
  create: Required<{ [Name in keyof PineconeCreate]: NonNullable<PineconeCreate[Name]> }> | null;
  timeoutMs: number;
}

const word = z.string().regex(/^[\w-]{1,64}$/);

const forms: OptionForms<PineconeOptions> = {
  index: [
    // Pinecone's documentation, "Identifier limits".
    z.string().regex(/^[a-z0-9]([a-z0-9-]{0,43}[a-z0-9])?$/),
    "1 to 45 of a-z, 0-9 and -, neither beginning nor ending with -",
  ],
  apiKey: [
    z.string().regex(/^[\x21-\x7e]+$/),
    "the key of a project. One from the environment (PINECONE_API_KEY) may be unset",
  ],
  endpoint: [
    z.string().refine((text) => isWebAddress(text)),
    "an address such as http://localhost:5080, without user, password, query and fragment",
  ],
  create: [
    z.strictObject({ cloud: word, region: word, timeoutMs: timeForm[0].optional() }),
    "{ cloud, region, timeoutMs? } such as { cloud: aws, region: us-east-1 }",
  ],
  timeoutMs: timeForm,
};

/** Throws `invalid_config` with the name of the wrong option. */
export function readOptions(options: PineconeOptions): PineconeSettings {
  for (const name of ["index", "apiKey"] as const) {
    if (options?.[name] === undefined || options[name] === "") {
      refuseOption("pinecone", name, `must be ${forms[name][1]}`);
    }
  }
  checkOptions("pinecone", forms, options);
  const { index, apiKey = "", endpoint, create, timeoutMs = 30_000 } = options;
  return {
    index,
    apiKey,
    endpoint: endpoint?.replace(/\/+$/, ""),
    create: create ? { timeoutMs: 120_000, ...create } : null,
    timeoutMs,
  };
}
