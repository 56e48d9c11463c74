import { createProblem, problemResponse } from "../problem.js";
import type { Scope } from "./access-key.js";
import type { KnownCaller } from "./identify.js";

/**
 * Whether a key opens an index at all: the one that keeps it, unless it names collections;
 * then these. Null is the server's own index, where it has no name.
 */
export function opens({ key, keptBy }: KnownCaller, index: string | null): boolean {
  const { collections } = key;
  if (collections === null) return keptBy === index;
  return collections.includes("*") || (index !== null && collections.includes(index));
}

export function missingKey(reason = "This needs a key."): Response {
  const detail = `${reason} Send it in the header Authorization: Bearer <key>.`;
  return problemResponse(createProblem("unauthorized", detail), {
    "www-authenticate": 'Bearer realm="revimg"',
  });
}

export function refusedKey(): Response {
  const detail = "The key is unknown, revoked or expired. Ask whoever runs the server for another.";
  return problemResponse(createProblem("unauthorized", detail), {
    "www-authenticate": 'Bearer realm="revimg", error="invalid_token"',
  });
}

export function narrowKey(scope: Scope): Response {
  const detail = `The key does not allow this. It needs the scope ${scope}.`;
  return problemResponse(createProblem("forbidden", detail), {
    "www-authenticate": `Bearer realm="revimg", error="insufficient_scope", scope="${scope}"`,
  });
}

export function brokenLink(): Response {
  const detail =
    "This address of a picture has expired, or was changed. Search or list again for a new one, or send a key.";
  return problemResponse(createProblem("forbidden", detail));
}

export function foreignKey(): Response {
  const detail = "The key is for other collections.";
  return problemResponse(createProblem("forbidden", detail), {
    "www-authenticate": 'Bearer realm="revimg", error="insufficient_scope"',
  });
}
