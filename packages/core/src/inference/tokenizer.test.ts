import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { cleanText, createTokenizer } from "./tokenizer.js";

const folder = fileURLToPath(
  new URL("../../../../../shared/fixtures/clip-tokenizer/", import.meta.url),
);
const missing = existsSync(folder) ? false : `needs ${folder}`;
const contextLength = 77;

/** CLIP's own, from the fixtures. */
const clipTokenizer = () =>
  createTokenizer(gunzipSync(readFileSync(`${folder}tokenizer.json.gz`)).toString(), {
    contextLength,
  });

describe("CLIP's tokenizer", () => {
  test("gives the reference's ids", ({ skip }) => {
    if (missing) return skip(missing);
    const tokenizer = clipTokenizer();
    const { cases } = JSON.parse(readFileSync(`${folder}expected.json`, "utf8")) as {
      cases: { text: string; ids: number[] }[];
    };
    expect(cases).toHaveLength(21);
    for (const { text, ids } of cases) expect(tokenizer.encode(text), text).toEqual(ids);
  });

  test("cuts a long text at 77 tokens, the end token last", ({ skip }) => {
    if (missing) return skip(missing);
    const tokenizer = clipTokenizer();
    const dogs = tokenizer.encode("dog ".repeat(75));
    expect(dogs).toEqual([49406, ...new Array(75).fill(1929), 49407]);
    expect(tokenizer.encode("dog ".repeat(76))).toEqual(dogs);
    expect(tokenizer.encode("dog ".repeat(100_000))).toEqual(dogs);
  });

  test("reads what HTML escaped twice", ({ skip }) => {
    if (missing) return skip(missing);
    const tokenizer = clipTokenizer();
    expect(tokenizer.encode("Fish &amp;amp; Chips")).toEqual(tokenizer.encode("fish & chips"));
  });
});

describe("cleanText", () => {
  test.each([
    ["&lt;b&gt; &amp;eacute; &#39;x&#x27;", "<b> é 'x'"],
    ["AT&T &nosuch; &ampfoo", "at&t &nosuch; &foo"],
    ["\u00a0 A\t\nB\u3000C ", "a b c"],
  ])("of %j is %j", (text, expected) => {
    expect(cleanText(text, "clip")).toBe(expected);
  });

  test.each([
    ["lower-case", " A  Dog&amp;Cat. ", " a  dog&amp;cat. "],
    ["canonical", " A  Dog's [house], 2x_3! ", "a dogs house 2x3"],
    ["none", " A  Dog ", " A  Dog "],
  ] as const)("%s makes %j into %j", (cleaning, text, expected) => {
    expect(cleanText(text, cleaning)).toBe(expected);
  });
});

describe("createTokenizer", () => {
  test.each([
    ["no JSON", "{"],
    ["another JSON", '{"a":1}'],
  ])("refuses %s", (_, json) => {
    expect(() => createTokenizer(json, { contextLength: 77 })).toThrow(
      expect.objectContaining({ code: "model_corrupt" }),
    );
  });
});
