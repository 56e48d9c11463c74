import { isRevimgError, RevimgError, type RevimgErrorCode } from "@revimg/core";

interface Meaning {
  code: RevimgErrorCode;
  retryable: boolean;
  /** What happened and what to do. The message begins with "PostgreSQL at <place> ". */
  says: string;
}

/**
 * SQLSTATE codes, and their classes, which are shorter (PostgreSQL documentation,
 * Appendix A). The server's own words are left out if they name the user.
 */
const meanings: Record<string, Meaning> = {
  "08": passing("broke the connection. Try again; if it stays so, look at the server's log."),
  "28": lasting(
    "refused the login. Check the user, the password and the server's pg_hba.conf, and that TLS is on where it asks for it.",
  ),
  "3D000": lasting("has no such database. Create it, or name another one."),
  "3F000": lasting("no longer has this collection: it was dropped. Open it again."),
  "42P01": lasting("no longer has this collection's tables: they were dropped. Open it again."),
  "42501": lasting(
    "does not let this user do that. Grant CREATE on the database, and all rights on the collection's schema.",
  ),
  "25006": passing("takes no writes now: it is a standby, or read-only. Name the primary server."),
  "26000": lasting(
    "does not know a statement that was prepared: a pooler is in between. Set preparedStatements: false.",
  ),
  "40": passing("gave way to another writer. Try again."),
  "53100": { code: "disk_full", retryable: true, says: "has no room left on its disk. Free some." },
  "53": passing("is out of connections or memory. Try again, or raise its limits."),
  "54000": {
    code: "invalid_input",
    retryable: false,
    says: "can't index a text this long. Shorten the ids, tags or domains to 1,000 bytes.",
  },
  "55P03": passing("waited too long for another writer. Try again."),
  "57014": passing("did not finish a statement in time. Try again, or raise statementTimeoutMs."),
  "57": passing("is shutting down or starting. Try again."),
  "58": passing("met a failure of its system. Look at the server's log."),
};

/** The store, and the server that it talks to. */
export interface Caller {
  /** Subpath and factory of the store. */
  adapter: string;
  /** `host:port/database`, or a word if that is unknown. */
  place: string;
}

/** Any error of a call, as a `RevimgError`. */
export function toStoreError(error: unknown, caller: Caller): unknown {
  if (isRevimgError(error) || !(error instanceof Error)) return error;
  // A mistake in our code or the caller's, not an error of the server.
  if (error instanceof TypeError || error instanceof RangeError) return error;
  const code = codeOf(error);
  // Only errors of the server have a severity. A code of five letters is not enough: EPIPE has
  // five too.
  if (code !== undefined && "severity" in error) {
    const meaning = meanings[code] ?? meanings[code.slice(0, 2)];
    if (meaning) return toError(meaning, caller, code, error);
    return toError(lasting(`refused a statement: ${error.message}.`), caller, code, error);
  }
  return toError(connectionTrouble(error, code), caller, code, error);
}

/** For a statement that we gave up. */
export function timeoutError(caller: Caller, timeoutMs: number): RevimgError {
  const says = `did not answer within ${timeoutMs} ms. Try again, or look whether it is overloaded.`;
  return toError(passing(says), caller, undefined, undefined);
}

function connectionTrouble(error: Error, code: string | undefined): Meaning {
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code ?? "")) {
    return lasting(
      `has a certificate that is not trusted (${code}). Give its authority: ssl: { ca }.`,
    );
  }
  if (error.message.includes("does not support SSL")) {
    return lasting("does not offer TLS. Turn it on there, or set ssl: false.");
  }
  if (/SASL|password must be a string/.test(error.message)) {
    return lasting("asked for a password that can't be used. Check the user and the password.");
  }
  const why = code ?? error.message;
  return passing(
    `can't be reached or broke the connection (${why}). Check that it runs there, then try again.`,
  );
}

/** If two addresses fail (IPv6 and IPv4), they come as one error with an empty message. */
function codeOf(error: Error & { code?: unknown; errors?: unknown }): string | undefined {
  if (typeof error.code === "string") return error.code;
  const [first] = Array.isArray(error.errors) ? error.errors : [];
  return first instanceof Error ? codeOf(first) : undefined;
}

function toError(
  { code, retryable, says }: Meaning,
  { adapter, place }: Caller,
  reason: string | undefined,
  cause: unknown,
): RevimgError {
  return new RevimgError(code, `PostgreSQL at ${place} ${says}`, {
    adapter,
    retryable,
    details: { server: place, ...(reason !== undefined && { reason }) },
    cause,
  });
}

function passing(says: string): Meaning {
  return { code: "store_failed", retryable: true, says };
}

function lasting(says: string): Meaning {
  return { code: "store_failed", retryable: false, says };
}
