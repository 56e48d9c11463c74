import { errorTable, RevimgError, type RevimgErrorCode } from "@revimg/core";
import type {
  HealthResponse,
  KeyListResponse,
  KeyRecord,
  NewKeyResponse,
  Problem,
  SearchResponse,
} from "@revimg/http";
import type { Context } from "../terminal/context.js";

/** What asking a server needs of the process: REVIMG_KEY is sent where it is set. */
type Asking = Pick<Context, "environment" | "signal">;

/** `POST /search` of a running server. Rejects with the server's error, or `not_found` when none answers. */
export async function searchServer(
  server: URL,
  form: FormData,
  asking: Asking,
): Promise<SearchResponse> {
  const answer = await request(server, "search", { method: "POST", body: form }, asking);
  return answer as SearchResponse;
}

/** `GET /health` of a running server. */
export async function serverHealth(server: URL, asking: Asking): Promise<HealthResponse> {
  return (await request(server, "health", {}, asking)) as HealthResponse;
}

/** `GET /keys` of a running server. */
export async function serverKeys(server: URL, asking: Asking): Promise<KeyRecord[]> {
  return ((await request(server, "keys", {}, asking)) as KeyListResponse).keys;
}

/** `POST /keys` of a running server. */
export async function addServerKey(
  server: URL,
  key: Pick<KeyRecord, "label" | "scopes"> & { collections?: string[]; expires_at?: string },
  asking: Asking,
): Promise<NewKeyResponse> {
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", body: JSON.stringify(key), headers };
  return (await request(server, "keys", init, asking)) as NewKeyResponse;
}

/** `DELETE /keys/{id}` of a running server. Rejects with `not_found` when it has no such key. */
export async function revokeServerKey(server: URL, id: string, asking: Asking): Promise<void> {
  await request(server, `keys/${encodeURIComponent(id)}`, { method: "DELETE" }, asking);
}

/** The whole address for a path in a server's answer. */
export function absoluteAddress(server: URL, address: string): string {
  return new URL(address, server).href;
}

async function request(
  server: URL,
  path: string,
  { headers, ...init }: RequestInit,
  { environment, signal }: Asking,
): Promise<unknown> {
  const base = server.href.replace(/[?#].*$/, "").replace(/\/*$/, "/");
  const key = environment.REVIMG_KEY;
  const all = { ...headers, ...(key && { authorization: `Bearer ${key}` }) };
  const asked = { ...init, headers: all, signal };
  const response = await fetch(new URL(path, base), asked).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new RevimgError(
      "not_found",
      `No server answers at ${serverName(server)} (${reason(cause)}). Start one with revimg serve, or leave --server out to open the index itself.`,
      { cause },
    );
  });
  if (response.status === 204) return undefined;
  const body = await response.json().catch(() => undefined);
  signal.throwIfAborted();
  if (response.ok && typeof body === "object" && body !== null) return body;
  if (isProblem(body)) throw problemError(body);
  throw new RevimgError(
    "not_found",
    `What answers at ${serverName(server)} is not a revimg server (status ${response.status}). If revimg is mounted below a path there, give it too, for example ${serverName(server)}/api`,
  );
}

function problemError({ code, detail, instance }: Problem): RevimgError {
  const known = Object.hasOwn(errorTable, code) ? (code as RevimgErrorCode) : "store_failed";
  const log = instance === undefined ? "" : ` Its log says more under ${instance}.`;
  const advice = code === "unauthorized" ? " The environment variable REVIMG_KEY holds it." : "";
  return new RevimgError(known, `The server says: ${detail}${log}${advice}`, {
    ...(instance !== undefined && { details: { instance } }),
  });
}

function isProblem(body: unknown): body is Problem {
  const problem = body as Partial<Problem> | null | undefined;
  return typeof problem?.code === "string" && typeof problem.detail === "string";
}

/** The address without its possible secrets: user, password and query. */
export function serverName({ origin, pathname }: URL): string {
  return origin + pathname.replace(/\/+$/, "");
}

/** `fetch` wraps the failure of the connection in an error of its own. */
function reason(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const { code, message } = cause as { code?: string; message?: string };
  return code ?? message ?? String(cause);
}
