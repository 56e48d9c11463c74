/** What goes wrong with one answer of the hub. Bytes are counted in the answer's own body. */
export type Fault =
  /** The connection is destroyed after so many bytes. */
  | { kind: "cut"; afterBytes: number }
  /** One byte of the file, at this place, is another. */
  | { kind: "wrong-byte"; at: number }
  /** A refusal, such as 404, 429 with `retry-after`, 500. */
  | { kind: "status"; status: number; headers?: Record<string, string> }
  /** Nothing comes after so many bytes, and the connection stays open. 0: not even the head of the answer. */
  | { kind: "hang"; afterBytes: number }
  /** The file is taken to end here: the answer is in order, its size is wrong. */
  | { kind: "short"; bytes: number }
  /** The file has so many bytes too many. */
  | { kind: "long"; bytes: number }
  /** The bytes come at about this rate. */
  | { kind: "slow"; bytesPerSecond: number }
  /** The size of the file is not told. */
  | { kind: "unsized" }
  /** Ranges are not heeded: the whole file comes. */
  | { kind: "whole" };

/** One request, as the hub saw it. */
export interface HubRequest {
  /** From 0, counted over all requests for this file at this stage. */
  number: number;
  /** `resolve`: the hub's own address of a file. `content`: where it sends on to. */
  stage: "resolve" | "content";
  method: string;
  /** Path inside the repository. */
  path: string;
  headers: Record<string, string | string[] | undefined>;
}

/** Gives the faults out one by one, to the requests for contents; then all is well. */
export function inOrder(faults: readonly Fault[]): (request: HubRequest) => Fault | undefined {
  const left = [...faults];
  return ({ stage, method }) =>
    stage === "content" && method === "GET" ? left.shift() : undefined;
}
