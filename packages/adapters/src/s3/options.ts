import { z } from "zod";
import type { S3Options } from "../s3.js";
import {
  checkOptions,
  isWebAddress,
  type OptionForms,
  refuseOption,
  timeForm,
} from "../shared/check-options.js";

/** Options with the defaults that do not depend on the SDK. */
export interface S3Settings extends Omit<S3Options, "prefix" | "timeoutMs"> {
  /** Without a `/` at either end; empty for none. */
  prefix: string;
  timeoutMs: number;
}

/** What the SDK's own providers answer has more. */
const credentials = z.object({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  sessionToken: z.string().optional(),
  expiration: z.date().optional(),
});

const isFunction = (value: unknown) => typeof value === "function";

const forms: OptionForms<S3Options> = {
  bucket: [z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/), "the name of a bucket"],
  prefix: [
    z.string().refine((text) => Buffer.byteLength(text) <= 500 && !hasControl(text)),
    "at most 500 bytes without control characters",
  ],
  endpoint: [
    z.string().refine((text) => isWebAddress(text)),
    "an address such as http://127.0.0.1:9000, without user, password, query and fragment",
  ],
  region: [z.string().min(1), "a region such as eu-central-1"],
  forcePathStyle: [z.boolean(), "true or false"],
  credentials: [
    z.union([credentials, z.custom(isFunction)]),
    "{ accessKeyId, secretAccessKey, sessionToken? } or a function that resolves to it",
  ],
  client: [
    z.custom((value) => isFunction((value as { send?: unknown } | null)?.send)),
    "an S3Client",
  ],
  publicUrl: [
    z.string().refine((text) => isWebAddress(text)),
    "an address such as https://pictures.example.com, without user, password, query and fragment",
  ],
  timeoutMs: timeForm,
};

/** Of the client itself, which an injected one brings along. */
const ofClient = ["endpoint", "region", "forcePathStyle", "credentials", "timeoutMs"] as const;

/** Throws `invalid_config` with the name of the option that is wrong. */
export function readOptions(options: S3Options): S3Settings {
  if (options?.bucket === undefined) refuseOption("s3", "bucket", `must be ${forms.bucket[1]}`);
  checkOptions("s3", forms, options);
  const besides = ofClient.find((name) => options[name] !== undefined);
  if (options.client && besides) {
    refuseOption("s3", besides, "can't be given beside client, which has its own");
  }
  return {
    ...options,
    prefix: (options.prefix ?? "").replace(/^\/+|\/+$/g, ""),
    timeoutMs: options.timeoutMs ?? 30_000,
  };
}

function hasControl(text: string): boolean {
  return [...text].some((character) => character < " " || character === "\x7f");
}
