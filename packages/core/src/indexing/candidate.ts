import type { IndexItem } from "../api/indexing.js";
import type { RevimgError } from "../lib/errors.js";
import type { Validators } from "../remote/fetch-picture.js";
import type { Sidecar } from "./sidecars/to-sidecar.js";

/** A picture that may be indexed, before its bytes are read. */
export interface Candidate {
  /** What events call it: the path, of a folder too that can't be read, or an item's file name or URL. */
  name: string;
  filename: string | undefined;
  file: { path: string; size: number; mtimeMs: number; ctimeMs: number } | undefined;
  bytes: Uint8Array | undefined;
  /** Key of its upload, from which its bytes are read. */
  upload: string | undefined;
  /** Where it is fetched from, for a picture that is named by its address. */
  url: string | undefined;
  /** Fetches it in place of the downloader. */
  readItem: IndexItem["read"];
  /** What the server said of the picture that it sent, or will send. */
  validators: Validators;
  /** Id of the known picture that is still at the address; it was not fetched again. */
  stillAtUrl: string | undefined;
  metadata: Sidecar & Pick<IndexItem, "attributes">;
  /** Set when it is already known that it can't be indexed. */
  error?: RevimgError;
}

/** A candidate of which nothing is known but its name. */
export const nothing = {
  filename: undefined,
  file: undefined,
  bytes: undefined,
  upload: undefined,
  url: undefined,
  readItem: undefined,
  validators: {},
  stillAtUrl: undefined,
  metadata: {},
} as const;

export interface CandidateOptions {
  warn(name: string, error: RevimgError): void;
  /** Called for each folder that is walked through, before its first candidate. */
  walks(folder: string): void;
  /** Called for each candidate that is listed. */
  listed(): void;
  /** Hears how many candidates there are, once all are listed. Not called for a stream. */
  counted(total: number): void;
  signal: AbortSignal;
}
