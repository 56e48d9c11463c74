/** Who is logged in. */
export interface AdminSession {
  /** The label of the key that was used; null for a link of the terminal. */
  label: string | null;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** `refused`: the key or link opens nothing. `narrow`: the key is not one of an admin. */
export type LoginOutcome =
  | { kind: "done"; cookie: string }
  | { kind: "refused" }
  | { kind: "narrow" }
  | { kind: "limited"; retryAfterSeconds: number };

/** One stretch of the server's recent past. */
export interface TrafficSample {
  /** Its end, in milliseconds since 1970. */
  at: number;
  searchesPerMinute: number;
  /** Milliseconds; null without a search in it. */
  medianMs: number | null;
  slowMs: number | null;
  /** Requests that the server failed. */
  failed: number;
}

/** What the server keeps for the pages of the admin. */
export interface AdminAccess {
  /** `secure`: the page came over TLS, so the cookie is sent over TLS only. */
  loginWithKey(key: string, from: LoginOrigin): Promise<LoginOutcome>;
  loginWithLink(token: string, from: LoginOrigin): Promise<LoginOutcome>;
  /** Null without a login, and for one that has ended. */
  session(cookie: string | null): Promise<AdminSession | null>;
  /** Ends the session, and resolves to the cookie that takes its place. */
  logout(cookie: string | null): Promise<string>;
  /** Whether a cookie of a session came, whatever it is worth. */
  hasCookie(cookie: string | null): boolean;
  /** The API, as an admin. Only for requests of a session. */
  api(request: Request): Promise<Response>;
  /** The last hour, the oldest first. */
  traffic(): TrafficSample[];
}

export interface LoginOrigin {
  /** Address of the client; undefined where nobody knows it. */
  address: string | undefined;
  secure: boolean;
}
