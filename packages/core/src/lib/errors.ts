/** What can go wrong, as a code that programs may branch on. */
export type RevimgErrorCode = keyof typeof errorTable;

/**
 * One row for each code: its meaning, its HTTP status, the exit code of the `revimg`
 * command, and whether trying again can help.
 */
export const errorTable = {
  invalid_input: {
    status: 400,
    exit: 2,
    retryable: false,
    meaning: "A value in the call is wrong.",
  },
  invalid_config: { status: 500, exit: 2, retryable: false, meaning: "A setting is wrong." },
  image_decode_failed: {
    status: 422,
    exit: 10,
    retryable: false,
    meaning: "The bytes are not a picture that can be read.",
  },
  image_too_large: {
    status: 413,
    exit: 11,
    retryable: false,
    meaning: "The picture has too many bytes or pixels.",
  },
  unsupported: {
    status: 415,
    exit: 12,
    retryable: false,
    meaning: "The format or the request is not supported.",
  },
  missing_dependency: {
    status: 500,
    exit: 13,
    retryable: false,
    meaning: "An optional package is not installed.",
  },
  dependency_load_failed: {
    status: 500,
    exit: 14,
    retryable: false,
    meaning: "An installed package could not be loaded.",
  },
  not_found: {
    status: 404,
    exit: 15,
    retryable: false,
    meaning: "There is nothing under this id, path or address.",
  },
  index_mismatch: {
    status: 409,
    exit: 16,
    retryable: false,
    meaning: "The index was made with another model or by another version.",
  },
  index_locked: {
    status: 503,
    exit: 17,
    retryable: true,
    meaning: "Another process holds the index.",
  },
  lease_lost: {
    status: 503,
    exit: 28,
    retryable: true,
    meaning: "Another writer took over a picture while it was being written.",
  },
  model_unavailable: {
    status: 503,
    exit: 18,
    retryable: true,
    meaning: "The model's files are not here and could not be fetched.",
  },
  model_corrupt: {
    status: 500,
    exit: 19,
    retryable: false,
    meaning: "A model file is not the one its manifest names.",
  },
  store_failed: {
    status: 503,
    exit: 20,
    retryable: true,
    meaning: "A store did not do what it was asked.",
  },
  disk_full: {
    status: 507,
    exit: 21,
    retryable: true,
    meaning: "There is no room left for writing.",
  },
  overloaded: { status: 503, exit: 22, retryable: true, meaning: "Too much work is waiting." },
  rate_limited: {
    status: 429,
    exit: 23,
    retryable: true,
    meaning: "Too many requests in a short time.",
  },
  forbidden_url: {
    status: 403,
    exit: 24,
    retryable: false,
    meaning: "The address is not one that may be fetched.",
  },
  fetch_failed: {
    status: 424,
    exit: 27,
    retryable: true,
    meaning: "What is at the address could not be fetched.",
  },
  unauthorized: {
    status: 401,
    exit: 25,
    retryable: false,
    meaning: "The key is missing or wrong.",
  },
  forbidden: {
    status: 403,
    exit: 29,
    retryable: false,
    meaning: "The key does not allow this.",
  },
  disposed: {
    status: 503,
    exit: 26,
    retryable: false,
    meaning: "The object was used after it was closed.",
  },
} as const satisfies Record<
  string,
  { status: number; exit: number; retryable: boolean; meaning: string }
>;

const mark = Symbol.for("revimg.error");

export interface RevimgErrorOptions {
  /** Overrides the table's answer to "can trying again help?". */
  retryable?: boolean;
  /** The adapter that failed, for example `"sqlite"`. */
  adapter?: string;
  /** Facts for programs and logs. Never pictures, vectors, credentials or URL queries. */
  details?: Record<string, unknown>;
  cause?: unknown;
}

/**
 * The one error type of revimg. The message says what failed, why, and what to
 * do next; `code` says the same to a program.
 */
export class RevimgError extends Error {
  override readonly name = "RevimgError";
  readonly code: RevimgErrorCode;
  readonly retryable: boolean;
  readonly adapter: string | undefined;
  readonly details: Record<string, unknown>;

  constructor(code: RevimgErrorCode, message: string, options: RevimgErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? errorTable[code].retryable;
    this.adapter = options.adapter;
    this.details = options.details ?? {};
    Object.defineProperty(this, mark, { value: true });
  }

  /** What `JSON.stringify` shows: everything but the stack and the cause. */
  toJSON(): Record<string, unknown> {
    const { code, message, retryable, adapter, details } = this;
    return { code, message, retryable, ...(adapter && { adapter }), details };
  }
}

/**
 * Whether a value is a revimg error and, if `code` is given, has this code. Works
 * across copies of the package and across threads, where `instanceof` does not.
 */
export function isRevimgError(value: unknown, code?: RevimgErrorCode): value is RevimgError {
  if (typeof value !== "object" || value === null || !(mark in value)) return false;
  return code === undefined || (value as unknown as RevimgError).code === code;
}

/** An error as plain data, to cross a thread boundary with its code. */
export interface PlainError {
  code: RevimgErrorCode;
  message: string;
  options: Omit<RevimgErrorOptions, "cause">;
}

export function toPlainError(error: unknown, fallback: RevimgErrorCode): PlainError {
  if (isRevimgError(error)) {
    const { code, message, retryable, adapter, details } = error;
    return { code, message, options: { retryable, details, ...(adapter && { adapter }) } };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: fallback, message, options: {} };
}

export function fromPlainError(error: PlainError): RevimgError {
  return new RevimgError(error.code, error.message, error.options);
}
