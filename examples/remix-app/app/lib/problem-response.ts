import { RequestError } from "@revimg/http/client";
import { type Problem, unreachable } from "./problem";

const statusOf: Record<string, number> = { not_found: 404, upload_gone: 404, unreachable: 503 };

/** A failed call of the API as a problem to show. Anything else is thrown on. */
export function problemOfError(error: unknown): Problem {
  if (!(error instanceof RequestError)) throw error;
  // No answer came, so the code says nothing of the picture.
  if (error.status === null && error.code === "fetch_failed") return unreachable;
  return { code: error.code, detail: error.message };
}

/** The status of a page that shows a problem: nobody should keep or index it. */
export function pageStatusOf(problem: Problem | null): number {
  if (problem === null) return 200;
  const isTransient = ["overloaded", "store_failed", "index_locked"].includes(problem.code ?? "");
  return statusOf[problem.code ?? ""] ?? (isTransient ? 503 : 422);
}

/** A problem as the answer to a script. */
export function problemResponse(problem: Problem): Response {
  return Response.json(problem, {
    status: problem.code === "image_too_large" ? 413 : pageStatusOf(problem),
    headers: { "cache-control": "no-store" },
  });
}
