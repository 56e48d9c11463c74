import { readFile } from "node:fs/promises";
import { singularForms } from "../lib/word-forms.js";
import { builtInWords } from "../model-files/built-in-models.js";

/** What is known of a word. */
export interface LexiconEntry {
  name: string;
  /** Other words for the same thing. */
  variants?: readonly string[];
  /** Wider words, the nearest first. */
  hypernyms?: readonly string[];
}

const nothing: ReadonlySet<string> = new Set();

/** Which words mean the same, and which are wider than others. */
export class Lexicon {
  readonly #concepts = new Map<string, string>();
  readonly #wider = new Map<string, Set<string>>();
  readonly #hypernyms = new Set<string>();

  constructor(entries: Iterable<LexiconEntry>) {
    const all = [...entries];
    // A word of its own stands for nothing else, whoever lists it as a variant.
    for (const { name } of all) this.#concepts.set(spelling(name), name);
    for (const { name, variants = [] } of all) {
      for (const variant of variants) this.#addSpelling(variant, name);
    }
    for (const { name } of all) {
      for (const form of singularForms(name)) this.#addSpelling(form, name);
    }
    for (const { name, hypernyms = [] } of all) {
      const wider = this.#wider.get(name) ?? new Set();
      for (const hypernym of hypernyms) wider.add(this.#find(hypernym) ?? hypernym);
      wider.delete(name);
      this.#wider.set(name, wider);
      for (const concept of wider) this.#hypernyms.add(concept);
    }
  }

  /**
   * The concept that each word stands for. An unknown word stands for itself. Words of
   * one concept are one thing: "sofa" and "couch", "t-shirt" and "tshirt", "dog" and
   * "dogs".
   */
  conceptsOf(words: readonly string[]): Map<string, string> {
    let known: Set<string> | undefined;
    const isGiven = (form: string) => {
      known ??= new Set(words.map(spelling));
      return known.has(spelling(form));
    };
    const conceptOf = (word: string): string => {
      const found = this.#find(word);
      if (found !== undefined) return found;
      const forms = singularForms(word);
      const singular = forms.find((form) => this.#find(form) !== undefined || isGiven(form));
      if (singular !== undefined) return this.#find(singular) ?? spelling(singular);
      return spelling(word);
    };
    return new Map(words.map((word) => [word, conceptOf(word)]));
  }

  /** The concepts wider than this one, such as "dog" and "animal" for "beagle". */
  widerThan(concept: string): ReadonlySet<string> {
    return this.#wider.get(concept) ?? nothing;
  }

  /** Whether a concept is wider than any other: "dog" is, "beagle" is not. */
  isHypernym(concept: string): boolean {
    return this.#hypernyms.has(concept);
  }

  #find(word: string): string | undefined {
    // Most words are spelled as they are kept. To find that out is quick.
    return this.#concepts.get(word) ?? this.#concepts.get(spelling(word));
  }

  #addSpelling(word: string, name: string): void {
    if (this.#find(word) === undefined) this.#concepts.set(spelling(word), name);
  }
}

let loaded: Promise<Lexicon> | undefined;

/** The lexicon of the words that ship with the package, read at the first call. */
export function loadLexicon(): Promise<Lexicon> {
  loaded ??= readLexicon().catch((error) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

async function readLexicon(): Promise<Lexicon> {
  const lists = await Promise.all(
    builtInWords().map(async (path) => JSON.parse(await readFile(path, "utf8")) as LexiconEntry[]),
  );
  return new Lexicon(lists.flat());
}

/** Hyphens, spaces and apostrophes make no difference: "t-shirt", "t shirt", "tshirt". */
function spelling(word: string): string {
  const letters = word.toLowerCase().replace(/[\s\-_'’.]+/gu, "");
  return letters === "" ? word : letters;
}
