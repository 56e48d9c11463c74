import { createProblem, problemResponse } from "./problem.js";

/** The refusal of a body that is compressed; null for a body that is as it is. */
export function compressedProblem(request: Request): Response | null {
  const encoding = request.headers.get("content-encoding")?.trim().toLowerCase();
  if (!encoding || encoding === "identity") return null;
  const detail = `A body with Content-Encoding ${JSON.stringify(encoding.slice(0, 40))} is not read here. Send it as it is, without that header; pictures are compressed already.`;
  return problemResponse(createProblem("unsupported", detail), { "accept-encoding": "identity" });
}
