import { RevimgError } from "@revimg/core";
import { z } from "zod";
import type { S3Options } from "../s3.js";

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

/** By option: what it may be, and how a message says so. */
const forms = {
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
  timeoutMs: [z.number().int().min(1).max(3_600_000), "a whole number of 1 to 3,600,000"],
} as const satisfies Record<keyof S3Options, readonly [z.ZodType<unknown>, string]>;

/** Of the client itself, which an injected one brings along. */
const ofClient = ["endpoint", "region", "forcePathStyle", "credentials", "timeoutMs"] as const;

/** Throws `invalid_config` with the name of the option that is wrong. */
export function readOptions(options: S3Options): S3Settings {
  if (options?.bucket === undefined) refuse("bucket", `must be ${forms.bucket[1]}`);
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(forms, name)) {
      refuse(name, `is not one of the options: ${Object.keys(forms).join(", ")}`);
    }
    const [schema, expected] = forms[name as keyof S3Options];
    if (value !== undefined && !schema.safeParse(value).success) {
      refuse(name, `must be ${expected}`);
    }
  }
  const besides = ofClient.find((name) => options[name] !== undefined);
  if (options.client && besides) refuse(besides, "can't be given beside client, which has its own");
  return {
    ...options,
    prefix: (options.prefix ?? "").replace(/^\/+|\/+$/g, ""),
    timeoutMs: options.timeoutMs ?? 30_000,
  };
}

function hasControl(text: string): boolean {
  return [...text].some((character) => character < " " || character === "\x7f");
}

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username + password + search + hash === "";
}

function refuse(name: string, complaint: string): never {
  throw new RevimgError("invalid_config", `s3: option ${name} ${complaint}.`, {
    adapter: "s3",
    details: { option: name },
  });
}
