/** Exit codes besides those of the error table in `@revimg/core`. */
export const exitCodes = {
  finished: 0,
  /** An error without a code: a fault of revimg itself. */
  unexpected: 1,
  /** `compare` found two different pictures. As with diff, it is no error; an error has a message. */
  different: 1,
  usage: 2,
  /**
   * Done, but something is left to do: files that `index` could not index, or
   * problems that `verify` found.
   */
  withFailures: 3,
  /** `compare` can't tell: a picture shows too little. */
  tooPlain: 4,
  /** 128 plus the number of the signal, as shells count. */
  SIGINT: 130,
  SIGPIPE: 141,
  SIGTERM: 143,
} as const;
