import { RevimgError, type RevimgOptions } from "@revimg/core";
import { closest, distance } from "fastest-levenshtein";
import { z } from "zod";

export interface LoadConfigOptions {
  /** Options given in code or on the command line. They beat the environment. */
  explicit?: RevimgOptions;
  /** Default: `process.env`. */
  environment?: Readonly<Record<string, string | undefined>>;
}

/** What each variable sets, and which values it takes. */
const variables = {
  REVIMG_DATA: {
    option: "dataDirectory",
    expected: 'the path of a folder, such as "./revimg-data"',
    schema: z.string().regex(/^(?!\w+:\/\/)[^\0]+$/),
  },
  REVIMG_COLLECTION: {
    option: "collection",
    expected: "1 to 63 lower-case letters, digits, - or _",
    schema: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/),
  },
  REVIMG_MODEL: {
    option: "model",
    expected: '"auto" or "mini"',
    schema: z.enum(["auto", "mini"]),
  },
} as const satisfies Record<
  string,
  { option: keyof RevimgOptions; expected: string; schema: z.ZodType<unknown> }
>;

type Variable = keyof typeof variables;

/** Variables of backends, by the option that stands for the same store. */
const storeVariables = {
  REVIMG_VECTORS: "vectors",
  REVIMG_METADATA: "metadata",
  REVIMG_BLOBS: "blobs",
} as const satisfies Record<string, keyof RevimgOptions>;

/** Variables with the prefix that other programs of the project read. */
const othersVariables = /^REVIMG_(REQUIRE_SERVICES|TEST_\w*)$/;

const knownVariables = [...Object.keys(variables), ...Object.keys(storeVariables)];

/**
 * The options for `createRevimg` from the environment (`REVIMG_DATA`,
 * `REVIMG_COLLECTION`, `REVIMG_MODEL`) and from code. An explicit option wins,
 * and its variable is then not read at all; an empty variable counts as unset.
 *
 * Throws `invalid_config` for a value or a `REVIMG_*` name that is wrong, and
 * `unsupported` for a variable that names a storage server.
 */
export function loadConfig({
  explicit = {},
  environment = process.env,
}: LoadConfigOptions = {}): RevimgOptions {
  const given = withoutUndefined(explicit);
  const fromEnvironment: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith("REVIMG_") || othersVariables.test(name) || !value) continue;
    if (isStoreVariable(name)) {
      if (given[storeVariables[name]] === undefined) throw noSuchBackend(name);
    } else if (!isVariable(name)) {
      throw unknownVariable(name);
    } else if (given[variables[name].option] === undefined) {
      fromEnvironment[variables[name].option] = read(name, value);
    }
  }
  return { ...fromEnvironment, ...given };
}

function read(name: Variable, value: string): string {
  const { schema, expected } = variables[name];
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new RevimgError(
    "invalid_config",
    `${name} must be ${expected}; it is ${JSON.stringify(withoutUserInfo(value))}.`,
    { details: { key: name } },
  );
}

function noSuchBackend(name: string): RevimgError {
  return new RevimgError(
    "unsupported",
    `${name} names a storage server, but this version has the embedded stores only. Unset it; the index is then kept in the folder that REVIMG_DATA names.`,
    { details: { key: name } },
  );
}

function unknownVariable(name: string): RevimgError {
  const nearest = closest(name, knownVariables);
  const near = distance(name, nearest) <= 4;
  const hint = near
    ? `Did you mean ${nearest}?`
    : `There are ${Object.keys(variables).join(", ")}.`;
  return new RevimgError("invalid_config", `${name} is not a setting of revimg. ${hint}`, {
    details: { key: name },
  });
}

function isVariable(name: string): name is Variable {
  return Object.hasOwn(variables, name);
}

function isStoreVariable(name: string): name is keyof typeof storeVariables {
  return Object.hasOwn(storeVariables, name);
}

/** An option passed on as `undefined` was not given. */
function withoutUndefined(options: RevimgOptions): RevimgOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as RevimgOptions;
}

/** A value that is refused may be a URL with a password or a signed query in it. */
function withoutUserInfo(value: string): string {
  return value.replace(/^(\w+:\/\/)[^@/]*@/, "$1…@").replace(/\?.*$/s, "?…");
}
