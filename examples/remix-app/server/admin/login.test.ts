import type { RevimgSettings } from "@revimg/core";
import { AccessKeys } from "@revimg/http";
import { beforeEach, describe, expect, it } from "vitest";
import { Login } from "./login";

/** Settings as an index keeps them, without the index. */
function memorySettings(): RevimgSettings {
  const values = new Map<string, string>();
  return {
    get: async (name) => values.get(name) ?? null,
    async set(name, value, { expected } = {}) {
      if (expected !== undefined && (values.get(name) ?? null) !== expected) return false;
      values.set(name, value);
      return true;
    },
  };
}

const from = { address: "192.0.2.1", secure: false };
let settings: RevimgSettings;
let keys: AccessKeys;
let login: Login;
let now: number;

beforeEach(() => {
  settings = memorySettings();
  keys = new AccessKeys(settings);
  now = Date.now();
  login = new Login({ settings }, { now: () => now });
});

const open = () => new Login({ settings }, { now: () => now });

async function cookieOf(outcome: ReturnType<Login["withKey"]>): Promise<string> {
  const done = await outcome;
  if (done.kind !== "done") throw new Error(`The login was ${done.kind}.`);
  return done.cookie;
}

/** What a browser sends back. */
const sent = (cookie: string) => cookie.split(";")[0] ?? "";

describe("a login with a key", () => {
  it("gives a signed cookie that scripts can't read, and that another process knows", async () => {
    const { text } = await keys.add({ label: "Ada", scopes: ["admin"] });
    const cookie = await cookieOf(login.withKey(` ${text}\n`, from));
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(cookie).not.toMatch(/Secure/);
    expect(await open().session(sent(cookie))).toMatchObject({ label: "Ada" });
    expect(await cookieOf(login.withKey(text, { ...from, secure: true }))).toMatch(/Secure/);
  });

  it("needs the scope admin, and a key that is there", async () => {
    const { text } = await keys.add({ label: "shop", scopes: ["read", "write"] });
    expect(await login.withKey(text, from)).toEqual({ kind: "narrow" });
    expect(await login.withKey("revimg_wrong", from)).toEqual({ kind: "refused" });
  });

  it("needs a key that is not for other collections", async () => {
    const scopes = ["admin"] as const;
    const other = await keys.add({ label: "shop", scopes, collections: ["shop"] });
    expect(await login.withKey(other.text, from)).toEqual({ kind: "narrow" });
    const all = await keys.add({ label: "all", scopes, collections: ["*"] });
    expect(await login.withKey(all.text, from)).toMatchObject({ kind: "done" });
  });

  it("is refused after ten tries that failed, for that client only", async () => {
    const { text } = await keys.add({ label: "Ada", scopes: ["admin"] });
    for (let count = 0; count < 10; count++) await login.withKey("wrong", from);
    expect(await login.withKey(text, from)).toMatchObject({ kind: "limited" });
    expect(await login.withKey(text, { ...from, address: "192.0.2.2" })).toMatchObject({
      kind: "done",
    });
  });

  it("that succeeds does not count as a try", async () => {
    const { text } = await keys.add({ label: "Ada", scopes: ["admin"] });
    for (let count = 0; count < 12; count++) await cookieOf(login.withKey(text, from));
  });
});

describe("a session", () => {
  it("ends after its time", async () => {
    const { text } = await keys.add({ label: "Ada", scopes: ["admin"] });
    const cookie = sent(await cookieOf(login.withKey(text, from)));
    now += 12 * 3_600_000 - 1;
    expect(await login.session(cookie)).not.toBeNull();
    now += 1;
    expect(await login.session(cookie)).toBeNull();
  });

  it("ends with its key", async () => {
    const { text, key } = await keys.add({ label: "Ada", scopes: ["admin"] });
    const cookie = sent(await cookieOf(login.withKey(text, from)));
    await keys.revoke(key.id);
    expect(await login.session(cookie)).toBeNull();
  });

  it("ends by logging out, also for a copy of the cookie", async () => {
    const { text } = await keys.add({ label: "Ada", scopes: ["admin"] });
    const cookie = sent(await cookieOf(login.withKey(text, from)));
    expect(await login.end(cookie)).toMatch(/Max-Age=0/);
    expect(await login.session(cookie)).toBeNull();
  });

  it("is not made by a cookie of another secret, or a changed one", async () => {
    const { text } = await keys.add({ label: "Ada", scopes: ["admin"] });
    const cookie = sent(await cookieOf(login.withKey(text, from)));
    const other = new Login({ settings: memorySettings() });
    expect(await other.session(cookie)).toBeNull();
    expect(await login.session(cookie.slice(0, -3))).toBeNull();
    expect(await login.session(null)).toBeNull();
  });
});

describe("a link", () => {
  it("logs in once, in one of several processes", async () => {
    const token = await login.makeLink();
    const outcomes = await Promise.all([login.withLink(token, from), open().withLink(token, from)]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(["done", "refused"]);
  });

  it("is good for an hour", async () => {
    const token = await login.makeLink();
    now += 3_600_000;
    expect(await login.withLink(token, from)).toEqual({ kind: "refused" });
  });

  it("is kept as a hash", async () => {
    const token = await login.makeLink();
    expect(await settings.get("app.login-links")).not.toContain(token);
  });
});

it("a key that has expired is none to log in with", async () => {
  expect(await login.hasAdminKey()).toBe(false);
  await keys.add({ label: "shop", scopes: ["write"] });
  expect(await login.hasAdminKey()).toBe(false);
  await keys.add({ label: "Ada", scopes: ["admin"] });
  expect(await login.hasAdminKey()).toBe(true);
});
