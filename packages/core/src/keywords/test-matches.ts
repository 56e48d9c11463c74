import type { Match } from "../api/search-result.js";
import type { Tag } from "../stores/image-record.js";
import type { Background, KeywordSource } from "./keywords.js";
import { keywordsOf } from "./keywords.js";
import { Lexicon } from "./lexicon.js";

export type TestMatch = Pick<Match, "id" | "similarity" | "tags">;

/** Words alone are a person's. */
export function match(id: string, similarity: number, tags: readonly (string | Tag)[]): TestMatch {
  return {
    id,
    similarity,
    tags: tags.map((tag) =>
      typeof tag === "string" ? { tag, confidence: 1, origin: "user" } : tag,
    ),
  };
}

/** What the model sees in a picture. */
export function guess(tag: string, confidence = 1): Tag {
  return { tag, confidence, origin: "model" };
}

export function backgroundOf(pictures: number, counts: Record<string, number>): Background {
  return { pictures, counts: new Map(Object.entries(counts)) };
}

/** A few of the relations that ship with the package. */
export const lexicon = new Lexicon([
  { name: "golden retriever", hypernyms: ["retriever", "dog", "animal"] },
  { name: "poodle", hypernyms: ["dog", "animal"] },
  { name: "beagle", hypernyms: ["dog", "animal"] },
  { name: "dog", hypernyms: ["animal"] },
  { name: "retriever", hypernyms: ["dog", "animal"] },
  { name: "sofa", variants: ["couch"], hypernyms: ["furniture"] },
  { name: "t-shirt", variants: ["tee"], hypernyms: ["shirt", "clothing"] },
  { name: "glass" },
  { name: "glasses" },
]);

/** The keywords alone. */
export function words(
  matches: readonly TestMatch[],
  background: Background,
  more: Partial<KeywordSource> = {},
): string[] {
  const found = keywordsOf({ matches, background, lexicon, ...more });
  return found.map(({ keyword }) => keyword);
}
