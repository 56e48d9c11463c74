import { expect, test } from "vitest";
import { checkAddress, webAddress } from "./web-address.js";

test.each([
  ["https://www.Example.org/a b.jpg?size=2#top", "https://www.Example.org/a b.jpg?size=2#top"],
  ["  HTTP://example.org/\n", "HTTP://example.org/"],
  ["https:example.org/a", "https://example.org/a"],
  ["https:\\\\example.org\\a", "https://example.org/a"],
  ["https://exam\nple.org/", "https://example.org/"],
  ["https://ada:secret@example.org/a", "https://example.org/a"],
  ["https://ada@example.org/a", "https://example.org/a"],
  ["https://example.org/@ada", "https://example.org/@ada"],
])("%j is the web address %s", (text, address) => {
  expect(webAddress(text)).toBe(address);
});

test.each([
  "javascript:alert(1)",
  "JavaScript:alert(1)",
  " java\nscript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "file:///etc/passwd",
  "vbscript:x",
  "blob:https://example.org/1",
  "ftp://example.org/a.jpg",
  "mailto:a@example.org",
  "example.org/a.jpg",
  "//example.org/a.jpg",
  "https://",
  `https://example.org/${"a".repeat(8_200)}`,
])("%j is no web address, and the reason does not repeat it", (text) => {
  expect(webAddress(text)).toBeNull();
  const { problem } = checkAddress(text);
  expect(problem).toMatch(/\w/);
  expect(problem!.length).toBeLessThan(100);
});

test("nothing is no address, and nothing wrong", () => {
  for (const text of [null, undefined, ""]) expect(webAddress(text)).toBeNull();
  expect(checkAddress(" ")).toEqual({ address: null, problem: null });
});
