import { afterAll, afterEach, expect, test, vi } from "vitest";
import { openTestIndex } from "../test-index.js";
import { AccessKeys } from "./access-keys.js";
import { isKey, keyIdOf, makeKeyText } from "./key-text.js";

const index = await openTestIndex();
const { settings } = index.revimg;
afterEach(() => vi.restoreAllMocks());
afterAll(() => index[Symbol.asyncDispose]());

test("a key is 256 bits of chance behind an id, and only its hash is kept", async () => {
  const keys = new AccessKeys(settings);
  const { key, text } = await keys.add({ label: "shop", scopes: ["read", "read"] });
  expect(text).toMatch(/^revimg_[0-9a-f]{12}_[\w-]{43}$/);
  expect(text).toContain(`revimg_${key.id}_`);
  expect(key).toMatchObject({ label: "shop", scopes: ["read"], lastFour: text.slice(-4) });
  expect(await settings.get("http.keys")).not.toContain(text.slice(20));
  expect(await keys.find(text)).toEqual(key);
  expect(await keys.list()).toContainEqual(key);
});

test("a wrong, a foreign and a cut key open nothing", async () => {
  const keys = new AccessKeys(settings);
  const { text, key } = await keys.add({ label: "shop", scopes: ["read"] });
  const another = makeKeyText();
  const otherSecret = another.text.replace(another.id, key.id);
  for (const wrong of [another.text, otherSecret, text.slice(0, -1), `${text}A`, "", "revimg__"]) {
    expect(await keys.find(wrong)).toBeNull();
  }
  expect(isKey(text, null)).toBe(false);
  expect(isKey("", null)).toBe(false);
  expect(keyIdOf(text.toUpperCase())).toBeNull();
});

test("texts that are no keys do not make the server ask its store", async () => {
  const read = vi.spyOn(settings, "get");
  const keys = new AccessKeys(settings);
  await keys.find("revimg_x");
  expect(read).not.toHaveBeenCalled();
  await Promise.all(Array.from({ length: 50 }, () => keys.find(makeKeyText().text)));
  expect(read).toHaveBeenCalledOnce();
});

test("a key that another process revokes opens nothing a second later", async () => {
  const [server, other] = [new AccessKeys(settings), new AccessKeys(settings)];
  const { text, key } = await other.add({ label: "shop", scopes: ["read"] });
  expect(await server.find(text)).toEqual(key);
  expect(await other.revoke(key.id)).toBe(true);
  expect(await other.revoke(key.id)).toBe(false);
  await vi.waitFor(async () => expect(await server.find(text)).toBeNull(), { timeout: 2500 });
  expect(await other.find(text)).toBeNull();
});

test("a key that has expired opens nothing", async () => {
  const keys = new AccessKeys(settings);
  const expiresAt = Date.now() + 60_000;
  const { text } = await keys.add({ label: "guest", scopes: ["read"], expiresAt });
  expect(await keys.find(text)).toMatchObject({ expiresAt });
  vi.spyOn(Date, "now").mockReturnValue(expiresAt);
  expect(await keys.find(text)).toBeNull();
});

test("keys made at the same time are all kept", async () => {
  const before = (await new AccessKeys(settings).list()).length;
  const made = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      new AccessKeys(settings).add({ label: `key ${i}`, scopes: ["write"] }),
    ),
  );
  expect(new Set(made.map(({ key }) => key.id)).size).toBe(10);
  expect(await new AccessKeys(settings).list()).toHaveLength(before + 10);
});

test.each([
  [{ label: "", scopes: ["read"] }, "label"],
  [{ label: "two\nlines", scopes: ["read"] }, "label"],
  [{ label: "x".repeat(101), scopes: ["read"] }, "label"],
  [{ label: "shop", scopes: [] }, "scopes"],
  [{ label: "shop", scopes: ["all"] }, "scopes"],
  [{ label: "shop", scopes: ["read"], expiresAt: 1 }, "expiresAt"],
])("refuses %o", async (options, option) => {
  const made = new AccessKeys(settings).add(options as never);
  await expect(made).rejects.toMatchObject({ code: "invalid_input", details: { option } });
});

test("keys that can't be read open nothing", async () => {
  vi.spyOn(settings, "get").mockResolvedValue('{"format":2}');
  const found = new AccessKeys(settings).find(makeKeyText().text);
  await expect(found).rejects.toMatchObject({ code: "invalid_config" });
});
