import { errorTable, RevimgError, type RevimgErrorCode } from "@revimg/core";
import type { HealthResponse, Problem, SearchResponse } from "@revimg/http";

/** `POST /search` of a running server. Rejects with the server's error, or `not_found` when none answers. */
export async function searchServer(
  server: URL,
  form: FormData,
  signal: AbortSignal,
): Promise<SearchResponse> {
  const answer = await request(server, "search", { method: "POST", body: form, signal });
  return answer as SearchResponse;
}

/** `GET /health` of a running server. */
export async function serverHealth(server: URL, signal: AbortSignal): Promise<HealthResponse> {
  return (await request(server, "health", { signal })) as HealthResponse;
}

/** The whole address for a path in a server's answer. */
export function absoluteAddress(server: URL, address: string): string {
  return new URL(address, server).href;
}

async function request(server: URL, path: string, init: RequestInit): Promise<unknown> {
  const base = server.href.replace(/[?#].*$/, "").replace(/\/*$/, "/");
  const response = await fetch(new URL(path, base), init).catch((cause: unknown) => {
    init.signal?.throwIfAborted();
    throw new RevimgError(
      "not_found",
      `No server answers at ${serverName(server)} (${reason(cause)}). Start one with revimg serve, or leave --server out to open the index itself.`,
      { cause },
    );
  });
  const body = await response.json().catch(() => undefined);
  init.signal?.throwIfAborted();
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
  return new RevimgError(known, `The server says: ${detail}${log}`, {
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
