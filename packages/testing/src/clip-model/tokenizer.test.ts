import { Tokenizer } from "@huggingface/tokenizers";
import { describe, expect, test } from "vitest";
import { buildTokenizer, vocabularySizeOf } from "./tokenizer.js";

const file = buildTokenizer();
const tokenizer = new Tokenizer(file, {});
const [start, end] = [vocabularySizeOf(file) - 2, vocabularySizeOf(file) - 1];

function tokensOf(text: string): string[] {
  return tokenizer.encode(text).tokens;
}

describe("the builder's own tokenizer", () => {
  test("puts start and end around a text, the end with the highest id", () => {
    const { ids } = tokenizer.encode("");
    expect(ids).toEqual([start, end]);
  });

  test("knows some words and spells the others", () => {
    expect(tokensOf("a photo of a Zebra's dog")).toEqual([
      "<|startoftext|>",
      "a</w>",
      "photo</w>",
      "of</w>",
      "a</w>",
      ..."zebr",
      "a</w>",
      "'",
      "s</w>",
      "dog</w>",
      "<|endoftext|>",
    ]);
  });

  test("has CLIP's ids for single bytes", () => {
    expect(tokenizer.encode("a").ids[1]).toBe(320);
    expect(tokenizer.encode("!").ids[1]).toBe(256);
  });

  test("reads every text, byte by byte if need be", () => {
    for (const text of ["日本語", "naïve café", "🙂", "5 + 5 = 10"]) {
      const { ids } = tokenizer.encode(text);
      expect(ids.length).toBeGreaterThan(2);
      expect(ids.slice(1, -1).every((id: number) => id >= 0 && id < start)).toBe(true);
    }
  });

  test("can have CLIP's vocabulary size", () => {
    const large = buildTokenizer(49_408);
    const { ids } = new Tokenizer(large, {}).encode("a dog");
    expect(ids).toEqual([49_406, 320, tokenizer.encode("dog").ids[1], 49_407]);
  });
});
