import { RevimgError } from "@revimg/core";
import { z } from "zod";
import type { ServedIndex } from "../collections/served-index.js";
import { jsonResponse } from "../json-response.js";
import { createProblem, problemResponse } from "../problem.js";
import { readBody } from "../read-body.js";
import { isJson } from "../read-json.js";
import { unknownNameIn } from "../search/query-part.js";
import { readParameters } from "../url-parameters.js";
import type { AccessKey, Scope } from "./access-key.js";
import type { AccessKeys } from "./access-keys.js";

/** A key in an answer. The key itself is not among it. */
export interface KeyRecord {
  id: string;
  label: string;
  scopes: Scope[];
  /** Names of the collections that it opens; `"*"` is all. Null: the index that keeps it. */
  collections: string[] | null;
  /** ISO 8601 in UTC. */
  created_at: string;
  /** ISO 8601 in UTC; null: it does not expire. */
  expires_at: string | null;
  /** The key's last four characters. */
  last_four: string;
}

/** The answer to `GET /keys`. */
export interface KeyListResponse {
  /** The oldest first. */
  keys: KeyRecord[];
}

/** The answer to `POST /keys`: the one time that the key is shown. */
export interface NewKeyResponse extends KeyRecord {
  /** What its owner sends: `Authorization: Bearer <key>`. */
  key: string;
}

const maxBytes = 16_384;

/** What a new key is made of, over the wire. */
export const newKeySchema = z.strictObject({
  label: z.string().min(1).max(100),
  scopes: z.array(z.enum(["read", "write", "admin"])).min(1),
  collections: z
    .array(z.string().regex(/^(\*|[a-z0-9][a-z0-9_-]{0,62})$/))
    .min(1)
    .max(100)
    .optional()
    .describe('Names of the collections that it opens; "*" is all. Only for keys of the server.'),
  expires_at: z.iso.datetime({ offset: true }).optional(),
});

/** `GET /keys`. */
export async function answerKeyList(keys: AccessKeys, request: Request): Promise<Response> {
  readParameters(request, []);
  const list: KeyListResponse = { keys: (await keys.list()).map(toKeyRecord) };
  return jsonResponse(list);
}

/** `POST /keys` with JSON. */
export async function answerNewKey(
  { keys, isOwn }: Pick<ServedIndex, "keys" | "isOwn">,
  request: Request,
): Promise<Response> {
  readParameters(request, []);
  const { expires_at, collections, ...rest } = await readNewKey(request);
  if (collections !== undefined && !isOwn) throw onlyItsOwn();
  const { key, text } = await keys.add({
    ...rest,
    ...(collections && { collections }),
    ...(expires_at !== undefined && { expiresAt: Date.parse(expires_at) }),
  });
  const made: NewKeyResponse = { ...toKeyRecord(key), key: text };
  // A compressed secret beside a text of the client's choice could be guessed by its length.
  return jsonResponse(made, 201, { "cache-control": "no-store, no-transform" });
}

/** `DELETE /keys/{id}`. */
export async function answerRevokedKey(
  keys: AccessKeys,
  id: string,
  request: Request,
): Promise<Response> {
  readParameters(request, []);
  if (await keys.revoke(id)) return new Response(null, { status: 204 });
  return problemResponse(
    createProblem("not_found", "There is no key with this id. GET /keys lists all."),
  );
}

export function toKeyRecord(key: AccessKey): KeyRecord {
  const { id, label, scopes, collections, createdAt, expiresAt, lastFour } = key;
  return {
    ...{ id, label, scopes, collections, created_at: new Date(createdAt).toISOString() },
    expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    last_four: lastFour,
  };
}

async function readNewKey(request: Request): Promise<z.infer<typeof newKeySchema>> {
  if (!isJson(request)) {
    throw new RevimgError("unsupported", "A new key is described as application/json.");
  }
  const body = parse(await readBody(request, { maxBytes }));
  const unknown = unknownNameIn("The key", body, Object.keys(newKeySchema.shape));
  if (unknown !== undefined) throw new RevimgError("invalid_input", unknown);
  const parsed = newKeySchema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new RevimgError(
    "invalid_input",
    `${issue?.path.join(".") || "The body"}: ${issue?.message}. A key is { "label": "…", "scopes": ["read"] }, with "expires_at" if it is to end.`,
  );
}

function onlyItsOwn(): RevimgError {
  return new RevimgError(
    "invalid_input",
    "A key that a collection keeps opens this collection only. Keys with collections are made at the server's own address.",
    { details: { option: "collections" } },
  );
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (cause) {
    throw new RevimgError("invalid_input", "The body is not JSON.", { cause });
  }
}
