import { randomBytes } from "node:crypto";
import { createCookie } from "@remix-run/node";
import type { Revimg } from "@revimg/core";
import { type AccessKey, AccessKeys } from "@revimg/http";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { AdminSession, LoginOrigin, LoginOutcome } from "../../app/admin/admin-access";
import { sessionSecret } from "./session-secret";
import { StoredList } from "./stored-list";

/** Id and label of the key behind a session; null for a link of the terminal. */
type Holder = Pick<AccessKey, "id" | "label"> | null;

export interface LoginOptions {
  /** Default 12 hours. */
  sessionMs?: number;
  /** Default one hour. */
  linkMs?: number;
  /** Default `Date.now`. */
  now?: () => number;
}

export const cookieName = "revimg_admin";
const hourMs = 3_600_000;
/** Tries that failed, of one client; enough for a person, and too few for a program. */
const triesPerSpan = 10;
const spanSeconds = 300;

/** Who may use the pages of the admin: by a key of the index, or by a link of the terminal. */
export class Login {
  readonly #keys: AccessKeys;
  readonly #sessions: StoredList<Holder>;
  readonly #links: StoredList<null>;
  readonly #settings: Revimg["settings"];
  readonly #options: LoginOptions;
  readonly #limiter = new RateLimiterMemory({ points: triesPerSpan, duration: spanSeconds });
  #cookie: Promise<ReturnType<typeof createCookie>> | undefined;

  constructor({ settings }: Pick<Revimg, "settings">, options: LoginOptions = {}) {
    const { now } = options;
    this.#settings = settings;
    this.#options = options;
    this.#keys = new AccessKeys(settings);
    this.#sessions = new StoredList(settings, {
      ...{ setting: "app.sessions", most: 100 },
      ...(now && { now }),
    });
    this.#links = new StoredList(settings, {
      ...{ setting: "app.login-links", most: 8 },
      ...(now && { now }),
    });
  }

  /** The secret of a link that logs in once. */
  async makeLink(): Promise<string> {
    const token = randomBytes(32).toString("base64url");
    await this.#links.add(token, null, this.#options.linkMs ?? hourMs);
    return token;
  }

  /** Whether somebody can log in with a key. */
  async hasAdminKey(): Promise<boolean> {
    return (await this.#keys.list()).some((key) => isAdmin(key));
  }

  async withKey(text: string, from: LoginOrigin): Promise<LoginOutcome> {
    return this.#counted(from, async () => {
      // A key that was made a moment ago must do: others look only once a second.
      const key = await new AccessKeys(this.#settings).find(text.trim());
      if (key === null) return { kind: "refused" };
      if (!isAdmin(key)) return { kind: "narrow" };
      return this.#begin({ id: key.id, label: key.label }, from);
    });
  }

  async withLink(token: string, from: LoginOrigin): Promise<LoginOutcome> {
    return this.#counted(from, async () =>
      (await this.#links.take(token)) === null ? { kind: "refused" } : this.#begin(null, from),
    );
  }

  /** Null for a session that has ended, also because its key was revoked. */
  async session(header: string | null): Promise<AdminSession | null> {
    const id = await this.#idIn(header);
    const found = id === null ? null : await this.#sessions.find(id);
    if (found === null) return null;
    const { value: holder, expiresAt } = found;
    if (holder === null) return { label: null, expiresAt };
    const key = (await this.#keys.list()).find(({ id }) => id === holder.id);
    return key && isAdmin(key) ? { label: key.label, expiresAt } : null;
  }

  async end(header: string | null): Promise<string> {
    const id = await this.#idIn(header);
    if (id !== null) await this.#sessions.take(id);
    return (await this.#signed()).serialize("", { maxAge: 0 });
  }

  async #begin(holder: Holder, { secure }: LoginOrigin): Promise<LoginOutcome> {
    const id = randomBytes(32).toString("base64url");
    const lastsMs = this.#options.sessionMs ?? 12 * hourMs;
    await this.#sessions.add(id, holder, lastsMs);
    const maxAge = Math.ceil(lastsMs / 1000);
    return { kind: "done", cookie: await (await this.#signed()).serialize(id, { secure, maxAge }) };
  }

  /** Only tries that fail count, so nobody is kept out by having logged in often. */
  async #counted(
    { address = "unknown" }: LoginOrigin,
    attempt: () => Promise<LoginOutcome>,
  ): Promise<LoginOutcome> {
    const taken = await this.#limiter.consume(address).catch((refusal: unknown) => {
      if (refusal instanceof RateLimiterRes) return refusal;
      throw refusal;
    });
    if (taken.consumedPoints > triesPerSpan) {
      return { kind: "limited", retryAfterSeconds: Math.ceil(taken.msBeforeNext / 1000) };
    }
    const outcome = await attempt();
    if (outcome.kind === "done") await this.#limiter.reward(address);
    return outcome;
  }

  async #idIn(header: string | null): Promise<string | null> {
    const value: unknown = await (await this.#signed()).parse(header);
    return typeof value === "string" && value !== "" ? value : null;
  }

  #signed(): Promise<ReturnType<typeof createCookie>> {
    this.#cookie ??= sessionSecret(this.#settings).then((secret) =>
      createCookie(cookieName, {
        ...{ path: "/", httpOnly: true, sameSite: "lax", secrets: [secret] },
      }),
    );
    this.#cookie.catch(() => {
      this.#cookie = undefined;
    });
    return this.#cookie;
  }
}

/** A key for other collections of a server opens these pages only if it is for all. */
function isAdmin({ scopes, collections, expiresAt }: AccessKey): boolean {
  const isForThis = collections === null || collections.includes("*");
  return isForThis && scopes.includes("admin") && (expiresAt === null || expiresAt > Date.now());
}
