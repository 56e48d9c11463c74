/** Plurals that the rules below do not cover. */
const irregular: Readonly<Record<string, string>> = {
  children: "child",
  feet: "foot",
  geese: "goose",
  lice: "louse",
  mice: "mouse",
  oxen: "ox",
  people: "person",
  teeth: "tooth",
  cacti: "cactus",
  fungi: "fungus",
};

/**
 * Endings of plurals, and the endings that replace them in the singular (WordNet's
 * morphy(7WN), nouns).
 */
const detachments = [
  ["ies", "y"],
  ["ves", "f"],
  ["ves", "fe"],
  ["men", "man"],
  ["ses", "s"],
  ["xes", "x"],
  ["zes", "z"],
  ["ches", "ch"],
  ["shes", "sh"],
  ["oes", "o"],
  ["s", ""],
] as const;

/**
 * The forms that may be the singular of an English word, the likelier first. A word
 * that does not look like a plural has none. In several words the last one changes:
 * "polar bears". The caller must know whether a form is a word.
 */
export function singularForms(word: string): string[] {
  const start = word.lastIndexOf(" ") + 1;
  const first = word.slice(0, start);
  const last = word.slice(start);
  const known = irregular[last];
  if (known !== undefined) return [first + known];
  if (last.length < 4 || last.endsWith("ss")) return [];
  return detachments
    .filter(([ending]) => last.endsWith(ending))
    .map(([ending, replacement]) => first + last.slice(0, -ending.length) + replacement);
}
