import type { BrowserEmbedder } from "@revimg/core/browser";
import type { HealthResponse, Problem, SearchResponse } from "@revimg/http";

/** A refusal of the server, in its words. */
export class SearchProblem extends Error {
  readonly code: string;

  constructor({ code, detail }: Problem) {
    super(detail);
    this.code = code;
  }
}

export interface Search {
  answer: SearchResponse;
  /** The request's body, to show it. */
  sent: string;
}

/** Embeds a picture here, and asks the server with its vector. */
export async function searchWith(
  embedder: BrowserEmbedder,
  picture: Blob,
  signal: AbortSignal,
): Promise<Search> {
  const { vector } = await embedder.embed(picture, { signal });
  const sent = JSON.stringify({ model: embedder.id, limit: 24, vector: Array.from(vector) });
  const response = await fetch("/api/search", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: sent,
    signal,
  });
  if (!response.ok) throw new SearchProblem((await response.json()) as Problem);
  return { answer: (await response.json()) as SearchResponse, sent };
}

export async function askHealth(): Promise<HealthResponse> {
  const response = await fetch("/api/health");
  if (!response.ok) throw new SearchProblem((await response.json()) as Problem);
  return (await response.json()) as HealthResponse;
}
