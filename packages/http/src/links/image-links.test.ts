import { RevimgError, type RevimgSettings } from "@revimg/core";
import { afterEach, expect, it, test, vi } from "vitest";
import { type ImageLink, ImageLinks } from "./image-links.js";

/** Settings as an index has them, in memory. */
function settingsOf(values = new Map<string, string>()): RevimgSettings {
  return {
    get: async (name) => values.get(name) ?? null,
    async set(name, value, { expected } = {}) {
      if (expected !== undefined && (values.get(name) ?? null) !== expected) return false;
      values.set(name, value);
      return true;
    },
  };
}

afterEach(() => vi.restoreAllMocks());

/** A link and its signature, as they stand in an address. */
async function made(links: ImageLinks, collection: string | null = "shop") {
  const address = (await links.addresses(collection, "/api"))("a/b c", "thumbnail");
  const url = new URL(address, "http://localhost");
  expect(url.pathname).toBe("/api/image/a%2Fb%20c");
  const { expires, signature, variant } = Object.fromEntries(url.searchParams);
  expect(variant).toBe("thumbnail");
  const link: ImageLink = {
    collection,
    id: "a/b c",
    variant: "thumbnail",
    expires: Number(expires),
  };
  return { link, signature: signature! };
}

it("opens what it was made for, and nothing else", async () => {
  const links = new ImageLinks(settingsOf(), 3600);
  const { link, signature } = await made(links);
  const left = (await links.secondsLeft(link, signature))!;
  expect(left).toBeGreaterThanOrEqual(3600);
  expect(left).toBeLessThanOrEqual(5400);
  const changes: Partial<ImageLink>[] = [
    ...[{ id: "a/b" }, { variant: "original" as const }, { expires: link.expires + 1 }],
    ...[{ collection: "blog" }, { collection: null }, { expires: Number.NaN }],
    // Parts that, written one after another, would be the same text.
    { collection: 'shop","a/b c' },
  ];
  for (const change of changes) {
    expect(await links.secondsLeft({ ...link, ...change }, signature)).toBeNull();
  }
  const flipped = (at: number) => {
    const other = signature[at] === "A" ? "B" : "A";
    return signature.slice(0, at) + other + signature.slice(at + 1);
  };
  for (let at = 0; at < 42; at++) expect(await links.secondsLeft(link, flipped(at))).toBeNull();
  for (const wrong of ["", signature.slice(1), `${signature}A`, "é".repeat(43)]) {
    expect(await links.secondsLeft(link, wrong)).toBeNull();
  }
});

it("ends in time, and is the same text for a while", async () => {
  const links = new ImageLinks(settingsOf(), 100);
  const { link, signature } = await made(links);
  expect((await made(links)).signature.length).toBe(43);
  vi.spyOn(Date, "now").mockReturnValue((link.expires - 1) * 1000);
  expect(await links.secondsLeft(link, signature)).toBe(1);
  vi.spyOn(Date, "now").mockReturnValue(link.expires * 1000);
  expect(await links.secondsLeft(link, signature)).toBeNull();
  const at = async (seconds: number) => {
    vi.spyOn(Date, "now").mockReturnValue(seconds * 1000);
    return made(links);
  };
  expect(await at(1_000_000_049)).toEqual(await at(1_000_000_000));
  expect(await at(1_000_000_050)).not.toEqual(await at(1_000_000_000));
});

test("all processes of an index agree, and another index does not", async () => {
  const values = new Map<string, string>();
  const processes = Array.from({ length: 5 }, () => new ImageLinks(settingsOf(values), 3600));
  // All make the secret at one time.
  const all = await Promise.all(processes.map((links) => made(links)));
  for (const { link, signature } of all) {
    for (const links of processes) expect(await links.secondsLeft(link, signature)).not.toBeNull();
  }
  const other = new ImageLinks(settingsOf(), 3600);
  expect(await other.secondsLeft(all[0]!.link, all[0]!.signature)).toBeNull();
});

test("a secret that can't be read, or a store that fails, opens nothing", async () => {
  const values = new Map([["http.image-links", "2:something else"]]);
  const links = new ImageLinks(settingsOf(values), 3600);
  await expect(links.addresses(null, "")).rejects.toMatchObject({ code: "invalid_config" });
  const settings = settingsOf();
  const failing = new ImageLinks(settings, 3600);
  const failure = new RevimgError("store_failed", "gone");
  vi.spyOn(settings, "get").mockRejectedValueOnce(failure);
  await expect(made(failing)).rejects.toBe(failure);
  expect(await made(failing)).toBeDefined();
});
