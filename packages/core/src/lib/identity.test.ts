import { expect, test } from "vitest";
import { contentHash, domainOf, imageId } from "./identity.js";

test("a content hash is SHA-256", () => {
  // FIPS 180-4 example "abc".
  expect(contentHash(new TextEncoder().encode("abc"))).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});

test("an id is a UUID of version 5 and never changes for the same bytes", () => {
  const id = imageId(contentHash(new TextEncoder().encode("abc")));
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(id).toBe("f24105d3-a756-58f2-a927-874a123cbb16");
  expect(imageId(contentHash(new Uint8Array()))).not.toBe(id);
});

test("the domain of a URL", () => {
  expect(domainOf("https://www.Example.org:8080/a?b")).toBe("example.org");
  expect(domainOf("https://pictures.example.org/")).toBe("pictures.example.org");
  expect(domainOf("https://www.München.de./a.png")).toBe("xn--mnchen-3ya.de");
  expect(domainOf("data:image/png;base64,AA")).toBeUndefined();
  expect(domainOf("nonsense")).toBeUndefined();
  expect(domainOf(undefined)).toBeUndefined();
});
