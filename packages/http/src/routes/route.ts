import type { RevimgErrorCode } from "@revimg/core";
import type { z } from "zod";
import type { ServedIndex } from "../collections/served-index.js";
import type { RouteScope } from "../guard/guard.js";
import type { HostOptions } from "../host-options.js";
import type { Metrics } from "../operations/metrics.js";
import type { Fields, PathParameter } from "../schemas/field.js";
import type { SourceFolders } from "../source-folders.js";
import type { UploadFolder } from "../uploads/upload-folder.js";
import type { ImageView } from "../wire/image-view.js";

type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** One method of one address: what it is for, what it takes and gives, and what answers it. */
export interface Route {
  method: Method;
  /** As OpenAPI writes it: `/images/{id}`. */
  path: string;
  /** Name for generated clients, such as `listImages`. */
  name: string;
  /** Heading of the documentation under which it stands. */
  group: string;
  /** One line. */
  summary: string;
  /** More, where one line is not enough. CommonMark. */
  description?: string;
  /** What a request must be allowed to do; null for what everybody may ask, such as probes. */
  scope: RouteScope | null;
  /** Whether a signed address opens it where reading needs a key. */
  takesLinks?: boolean;
  /** What stands for the names in braces of the path. */
  pathParameters?: Readonly<Record<string, PathParameter>>;
  /** Parameters of the address. */
  parameters?: Fields;
  /** What the body may be, by media type. Absent: there is none. */
  body?: Readonly<Record<string, BodyContent>>;
  answers: readonly Answer[];
  /** Codes of the problems that a client should expect, besides `internal`. */
  problems: readonly RevimgErrorCode[];
  answer: (context: RouteContext) => Response | Promise<Response>;
}

/** A body as JSON has a schema; a form has fields and files. */
export interface BodyContent {
  schema?: z.ZodType;
  /** Fields of a form; each comes as text. */
  fields?: Fields;
  /** Fields of a form that are pictures: their names and what they are. */
  files?: Readonly<Record<string, { description: string; several?: boolean; required?: boolean }>>;
}

export interface Answer {
  status: number;
  description: string;
  /** Absent for an answer without a body, and for bytes. */
  schema?: z.ZodType;
  /** Default `application/json` where there is a schema. */
  mediaType?: string;
  /** Names of headers, and what they say. */
  headers?: Readonly<Record<string, string>>;
}

/** What a route needs to answer a request of an index. */
export interface RouteContext extends ServedIndex {
  request: Request;
  /** Values of the names in braces. Throws for a name that the path does not have. */
  parameter: (name: string) => string;
  /**
   * What answers say of pictures beside what the index knows. Where reading needs a key
   * and the caller may read, their addresses are signed.
   */
  imageView: () => Promise<ImageView>;
  /** The folders that filters may name. */
  folders: SourceFolders;
  /** Whether pictures are to be had at the blob store, where it gives addresses. */
  redirectImages: boolean;
  /** Most bytes of the pictures in one upload. */
  maxUploadBytes: number;
  /** Most bytes of pictures that wait to be indexed, all together. */
  maxJobBytes: number;
  /**
   * Does work that keeps processors busy when it is the client's turn; it gets the
   * milliseconds that are left. Rejects with `overloaded` when too much waits.
   */
  takeTurn: <T>(work: (deadlineMs: number) => Promise<T>) => Promise<T>;
  /** The answer for a client that may not have thorough searches; null for one that may. */
  refuseThorough: () => Response | null;
  /** As `takeTurn`, for a thorough search. `signal` also ends it at its deadline. */
  takeThoroughTurn: <T>(
    work: (deadlineMs: number, signal: AbortSignal) => Promise<T>,
  ) => Promise<T>;
  metrics: Metrics;
  /** What the process around the handler offers. */
  host: HostOptions;
  /** Where the pictures of jobs lie until they are indexed. */
  uploads: UploadFolder;
  /** Whether the server answers for other indexes too, at `/c/{collection}`. */
  hasCollections: boolean;
}
