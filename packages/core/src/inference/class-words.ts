import { distance } from "fastest-levenshtein";
import { singularForms } from "../lib/word-forms.js";
import type { ModelLabel } from "./tags.js";

/** Words of a text that no label has. */
export interface WordsFound {
  /** For each word or phrase of the labels, in the text's order: the places of those labels. */
  classes: number[][];
  /** The others, without those that say nothing about a picture ("a photo of"). */
  unknown: string[];
}

/** What people write around the thing they look for. */
const fillers = new Set(
  "a an and at by for from in image images is it its my of on one or photo photos photograph picture pictures some the this to with".split(
    " ",
  ),
);

/** Most near words of a hint. */
const maxNear = 5;

/** The words of a classifier's labels: names, synonyms and wider words, found in texts. */
export class ClassWords {
  /** By every form in which a word is looked up. */
  readonly #classes = new Map<string, Set<number>>();
  /** As the labels write them. */
  readonly #words = new Map<string, Set<number>>();
  #longest = 1;

  constructor(labels: readonly ModelLabel[]) {
    labels.forEach(({ name, synonyms = [], hypernyms }, place) => {
      for (const word of [name, ...synonyms, ...hypernyms]) {
        this.#add(this.#words, word, place);
        const parts = partsOf(word);
        this.#longest = Math.max(this.#longest, parts.length);
        for (const form of formsOf(parts)) this.#add(this.#classes, form, place);
      }
    });
  }

  /**
   * Finds the labels' words in a text. Upper case, accents, punctuation and plurals
   * make no difference. The longest of several phrases that begin at the same word
   * counts: "a brown bear" means the brown bear and not any bear.
   */
  find(text: string): WordsFound {
    const parts = partsOf(text);
    const found: WordsFound = { classes: [], unknown: [] };
    for (let at = 0; at < parts.length; ) {
      const phrase = this.#phraseAt(parts, at);
      if (phrase) found.classes.push([...phrase.classes]);
      else if (!fillers.has(parts[at]!)) found.unknown.push(parts[at]!);
      at += phrase?.length ?? 1;
    }
    return found;
  }

  /** Words of the labels that resemble unknown ones; else those that mean most labels. */
  near(unknown: readonly string[]): string[] {
    const scored = [...this.#words.keys()].flatMap((word) => {
      const likeness = Math.max(0, ...unknown.map((part) => likenessOf(part, word)));
      return likeness >= 0.6 ? [{ word, score: likeness }] : [];
    });
    const widest = [...this.#words].map(([word, { size }]) => ({ word, score: size }));
    return (scored.length > 0 ? scored : widest)
      .sort((a, b) => b.score - a.score)
      .slice(0, maxNear)
      .map(({ word }) => word);
  }

  #phraseAt(parts: readonly string[], at: number) {
    for (let length = Math.min(this.#longest, parts.length - at); length > 0; length--) {
      const forms = formsOf(parts.slice(at, at + length));
      const classes = forms.flatMap((form) => [...(this.#classes.get(form) ?? [])]);
      if (classes.length > 0) return { length, classes: new Set(classes) };
    }
    return null;
  }

  #add(map: Map<string, Set<number>>, word: string, place: number): void {
    map.set(word, (map.get(word) ?? new Set()).add(place));
  }
}

/** Lower-case words without accents and punctuation. */
function partsOf(text: string): string[] {
  return text
    .normalize("NFKD")
    .replaceAll(/[\p{M}'’]/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== "");
}

/** A phrase in every combination of its words and their singulars. */
function formsOf(parts: readonly string[]): string[] {
  return parts.reduce<string[]>(
    (forms, part) =>
      forms.flatMap((form) =>
        [part, ...singularForms(part)].map((word) => (form ? `${form} ${word}` : word)),
      ),
    [""],
  );
}

/** 1 for equal words, 0 for words that share nothing: by edit distance, or as one part of a phrase. */
function likenessOf(part: string, word: string): number {
  const candidates = [word, ...word.split(" ")];
  return Math.max(
    ...candidates.map((other) => {
      const longer = Math.max(part.length, other.length);
      if (Math.min(part.length, other.length) < 3) return 0;
      return 1 - distance(part, other) / longer;
    }),
  );
}
