import { describe, expect, it } from "vitest";
import { maskUrl, withoutSecrets } from "./mask.js";

describe("maskUrl", () => {
  it.each([
    ["postgres://me:secret@host:5432/db", "postgres://me:…@host:5432/db"],
    ["postgres://me:se%2Fcr@et@host/db", "postgres://me:…@host/db"],
    ["postgres://me@host/db", "postgres://me@host/db"],
    ["s3://bucket/a/b", "s3://bucket/a/b"],
    ["https://example.com", "https://example.com"],
    ["https://example.com/a?token=secret#secret", "https://example.com/a?…"],
    ["memory:", "memory:"],
    ["file:///srv/pictures", "file:///srv/pictures"],
    ["./pictures", "./pictures"],
    ["postgres://me:1#secret@host/db", "postgres://…@host/db"],
  ])("%s", (url, masked) => {
    expect(maskUrl(url)).toBe(masked);
  });

  it("shows the parameters that may be seen, and masks an address in one", () => {
    const url = "s3://bucket?region=eu-1&endpoint=http://me:secret@host?secret=1&token=secret";
    expect(maskUrl(url, ["region", "endpoint"])).toBe(
      "s3://bucket?region=eu-1&endpoint=http://me:…@host?secret=…&token=…",
    );
  });
});

it.each([
  ["postgres://me:secret@host/db?key=secret", "postgres://…@host/db?…"],
  ["postgres://me:se/c@r?et@host/db", "postgres://…@host/db"],
  ["me:secret@host", "me:…@host"],
  ["two words", "two words"],
])("withoutSecrets(%s)", (text, safe) => {
  expect(withoutSecrets(text)).toBe(safe);
});
