/** What `GET /health` answers. */
export interface HealthResponse {
  status: "ok";
  model: { id: string; dimension: number };
  /** Pictures that a search can find. */
  count: number;
  /** Names of the stores in use. */
  stores: { vectors: string; metadata: string; blobs: string };
}
