import { describe, expect, it } from "vitest";
import { createClientReader, networkOf } from "./client.js";

const read = createClientReader(["10.0.0.0/8", "192.0.2.1", "fd00::/8"]);

function clientOf(headers: Record<string, string>, address?: string) {
  return read(new Request("http://shop.example:8080/images", { headers }), { address });
}

describe("a client that asks directly", () => {
  it.each([
    ["198.51.100.7", "198.51.100.7"],
    ["::ffff:198.51.100.7", "198.51.100.7"],
    ["2001:DB8:0::7", "2001:db8::7"],
    ["fe80::1%eth0", "fe80::1"],
    [undefined, null],
    ["nonsense", null],
  ])("has the address of its socket: %s", (address, expected) => {
    expect(clientOf({}, address)).toMatchObject({ address: expected, protocol: "http" });
  });

  it("is not believed in what it says of itself", () => {
    const forged = {
      forwarded: "for=203.0.113.9;proto=https;host=bank.example",
      "x-forwarded-for": "203.0.113.9",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "bank.example",
    };
    expect(clientOf(forged, "198.51.100.7")).toEqual({
      ...{ address: "198.51.100.7", protocol: "http", host: "shop.example:8080" },
    });
    expect(clientOf(forged).address).toBeNull();
  });
});

describe("behind proxies", () => {
  it.each<[Record<string, string>, string]>([
    [{ forwarded: "for=203.0.113.9" }, "203.0.113.9"],
    [{ forwarded: 'For="[2001:db8::7]:4711";proto=https' }, "2001:db8::7"],
    [{ forwarded: 'for="203.0.113.9:80";by="a,b;c", for=10.9.9.9' }, "203.0.113.9"],
    [{ "x-forwarded-for": "203.0.113.9:4711" }, "203.0.113.9"],
    // What the client wrote itself stands on the left.
    [{ "x-forwarded-for": "1.1.1.1, 203.0.113.9, 10.0.0.3" }, "203.0.113.9"],
    [{ forwarded: "for=1.1.1.1, for=203.0.113.9" }, "203.0.113.9"],
    [{ "x-forwarded-for": "203.0.113.9, 192.0.2.1, fd00::2" }, "203.0.113.9"],
    // The chain ends where a hop does not tell an address.
    [{ "x-forwarded-for": "203.0.113.9, unknown, 10.0.0.3" }, "10.0.0.3"],
    [{ forwarded: "for=_hidden" }, "10.0.0.2"],
    [{ forwarded: "for=1" }, "10.0.0.2"],
    [{ forwarded: '"' }, "10.0.0.2"],
    [{}, "10.0.0.2"],
  ])("%j is from %s", (headers, expected) => {
    expect(clientOf(headers, "10.0.0.2").address).toBe(expected);
  });

  it("takes protocol and host from the proxy that met the client", () => {
    const told = "for=1.1.1.1;host=bank.example, for=203.0.113.9;proto=HTTPS;host=Photos.example";
    const expected = { address: "203.0.113.9", protocol: "https", host: "photos.example" };
    expect(clientOf({ forwarded: told }, "10.0.0.2")).toEqual(expected);
    const older = {
      "x-forwarded-for": "203.0.113.9",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "photos.example",
    };
    expect(clientOf(older, "10.0.0.2")).toEqual(expected);
  });

  it("believes neither kind of header when a client forged the one its proxy does not write", () => {
    const both = { forwarded: "for=1.1.1.1", "x-forwarded-for": "203.0.113.9" };
    expect(clientOf(both, "10.0.0.2").address).toBe("10.0.0.2");
    const same = { forwarded: "for=203.0.113.9", "x-forwarded-for": "203.0.113.9" };
    expect(clientOf(same, "10.0.0.2").address).toBe("203.0.113.9");
  });

  it.each(["bank.example/x", "a b", "x@bank.example", "[zz]"])("refuses the host %s", (host) => {
    const forged = { "x-forwarded-for": "203.0.113.9", "x-forwarded-host": host };
    expect(clientOf(forged, "10.0.0.2").host).toBe("shop.example:8080");
  });
});

it("takes a network of IPv6 as one client", () => {
  expect(networkOf("2001:db8:1:2:3::4")).toBe(networkOf("2001:db8:1:2:ffff::"));
  expect(networkOf("2001:db8:1:2::4")).not.toBe(networkOf("2001:db8:1:3::4"));
  expect(networkOf("198.51.100.7")).toBe("198.51.100.7");
});

it.each(["proxy.example", "10.0.0.0/33", "1", "", "*", 7])("trusts no %j", (network) => {
  expect(() => createClientReader([network as string])).toThrow("trustProxy");
});
