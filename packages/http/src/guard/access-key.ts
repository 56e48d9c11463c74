import { RevimgError } from "@revimg/core";
import { z } from "zod";
import { isCollectionName } from "../collections/collection-name.js";

/**
 * What a key allows. `read`: searching, listing and seeing pictures. `write`: adding,
 * changing and removing them. `admin`: everything, keys too. `read` and `write` are
 * apart: a key may add pictures without seeing any.
 */
export type Scope = "read" | "write" | "admin";

const scopes: readonly Scope[] = ["read", "write", "admin"];

/** What is known of a key. The key itself is not among it. */
export interface AccessKey {
  id: string;
  /** What people call it; 1 to 100 characters. */
  label: string;
  scopes: Scope[];
  /**
   * Names of the collections that it opens; `"*"` is all, the server's own index too.
   * Null: it opens the index that keeps it, and nothing else.
   */
  collections: string[] | null;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** From then on it opens nothing. Null: never. */
  expiresAt: number | null;
  lastFour: string;
}

/** A key as the index keeps it. */
export interface StoredKey extends AccessKey {
  /** SHA-256 of the key's text, in hexadecimal. */
  hash: string;
}

export interface NewKeyOptions {
  label: string;
  scopes: readonly Scope[];
  /**
   * Names of up to 100 collections that it opens, or `"*"` for all. They count for keys
   * that the server's own index keeps. Default: it opens the index that keeps it.
   */
  collections?: readonly string[];
  /** Milliseconds since 1970, in the future. Default: it does not expire. */
  expiresAt?: number;
}

export function allows({ scopes }: AccessKey, scope: Scope): boolean {
  return scopes.includes("admin") || scopes.includes(scope);
}

/** Throws `invalid_input` for what no key can be made of. */
export function checkNewKey(options: NewKeyOptions): void {
  const { label, scopes: wanted, collections, expiresAt } = options;
  const isLabel = typeof label === "string" && /^[^\p{Cc}\p{Cs}]{1,100}$/u.test(label);
  if (!isLabel || label.trim() === "") {
    refuse("label", "a text of 1 to 100 characters on one line");
  }
  const isKnown = (scope: Scope) => scopes.includes(scope);
  if (!Array.isArray(wanted) || wanted.length === 0 || !wanted.every(isKnown)) {
    refuse("scopes", `a list of at least one of ${scopes.join(", ")}`);
  }
  if (collections !== undefined && !isNames(collections)) {
    refuse("collections", 'a list of 1 to 100 names of collections, or "*"');
  }
  if (expiresAt !== undefined && !(Number.isSafeInteger(expiresAt) && expiresAt > Date.now())) {
    refuse("expiresAt", "a time in the future, in milliseconds since 1970");
  }
}

function isNames(collections: readonly string[]): boolean {
  if (!Array.isArray(collections) || collections.length < 1 || collections.length > 100) {
    return false;
  }
  return collections.every((name) => name === "*" || isCollectionName(name));
}

const storedKeys = z.object({
  format: z.union([z.literal(1), z.literal(2)]),
  keys: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      scopes: z.array(z.enum(["read", "write", "admin"])),
      collections: z.array(z.string()).nullable().default(null),
      createdAt: z.number(),
      expiresAt: z.number().nullable(),
      lastFour: z.string(),
      hash: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});

/** The keys in a setting's text. Throws `invalid_config` for a text of another form. */
export function parseKeys(text: string | null): StoredKey[] {
  if (text === null) return [];
  try {
    return storedKeys.parse(JSON.parse(text)).keys;
  } catch (cause) {
    throw new RevimgError(
      "invalid_config",
      "The keys of this index can't be read. A newer version may have written them.",
      { cause },
    );
  }
}

export function formatKeys(keys: readonly StoredKey[]): string {
  // A version that knows only the first format would open its own index with these.
  const format = keys.some(({ collections }) => collections !== null) ? 2 : 1;
  return JSON.stringify({ format, keys });
}

function refuse(option: string, expected: string): never {
  throw new RevimgError("invalid_input", `${option} of a key must be ${expected}.`, {
    details: { option },
  });
}
