// Makes the vocabulary out of models/vocabulary/concepts.txt and WordNet.

import { readConceptList } from "./concept-list.mjs";
import { readNounSenses, readNouns } from "./wordnet.mjs";

/** Hypernyms a concept has at most. */
const mostHypernyms = 5;

/** Groups of the list that give hypernyms but no tags, and that give neither. */
const onlyWider = "wider words";
const unspoken = "unspoken words";

/**
 * Below these no concept may be: a picture doesn't show what somebody believes or
 * where they belong, and a wrong guess at a crime or at nakedness does harm.
 */
const forbiddenRoots = [
  "inhabitant#1",
  "religious person#1",
  "religionist#1",
  "person of color#1",
  "white person#1",
  "criminal#1",
  "wrongdoer#1",
  "unpleasant person#1",
  "sexual activity#1",
  "reproductive organ#1",
  "crime#1",
  "killing#2",
];

/**
 * Of a list: its `vocabulary`, `{ name, hypernyms }[]`, and what else is known of
 * the words (`lexicon`): `{ name, variants, hypernyms }[]`, where `variants` are
 * other words for the same thing, and `hypernyms` are given for those words that
 * are not in the vocabulary. Throws with all that is wrong.
 */
export function buildVocabulary(text) {
  const wordNet = openWordNet();
  const { concepts, nameOfSynset, problems } = resolveAll(readConceptList(text), wordNet);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const hypernymsOf = hypernymFinder(concepts, nameOfSynset, wordNet);
  const isSpoken = ({ title }) => title !== onlyWider && title !== unspoken;
  const all = [...concepts.values()];
  const vocabulary = all
    .filter(isSpoken)
    .map(({ name }) => ({ name, hypernyms: hypernymsOf(name) }));
  const variantsOf = variantFinder(concepts, wordNet);
  const lexicon = all
    .filter(({ title }) => title !== unspoken)
    .map((concept) => ({
      name: concept.name,
      variants: variantsOf(concept),
      hypernyms: isSpoken(concept) ? [] : hypernymsOf(concept.name),
    }))
    .filter(({ variants, hypernyms }) => variants.length + hypernyms.length > 0);
  return { vocabulary, lexicon };
}

/** What people call a thing whose most common sense in WordNet is another one, or has none. */
const everydayVariants = {
  bicycle: ["bike"],
  "t-shirt": ["tee"],
  sneaker: ["trainer"],
  smartphone: ["mobile phone", "cellphone"],
  photograph: ["photo"],
};

/**
 * Answers with other words for a concept. Another word of its synset counts when
 * the synset is that word's most common sense: a cliff is a "drop" too, but who
 * says "drop" means something else.
 */
function variantFinder(concepts, wordNet) {
  const everyday = new Set(Object.values(everydayVariants).flat());
  return function variantsOf({ name, offset }) {
    const synonyms = offset === null ? [] : wordNet.wordsOf(offset);
    const known = synonyms
      .map((word) => word.toLowerCase())
      .filter((word) => wordNet.synsetsOf(word)[0] === offset)
      // A word of the list, or the singular of one, stands for that one.
      .filter((word) => !concepts.has(word) && !concepts.has(`${word}s`))
      .filter((word) => !everyday.has(word));
    return [...new Set([...known, ...(everydayVariants[name] ?? [])])];
  };
}

function openWordNet() {
  const synsets = readNouns();
  const senses = readNounSenses();
  return {
    gloss: (offset) => synsets.get(offset).gloss,
    wordsOf: (offset) => synsets.get(offset).words,
    /** Synsets of a word, the most common sense first. */
    synsetsOf: (word) => senses.get(word) ?? [],
    /** The synset of "dog#1". */
    synsetOf(sense) {
      const [word, number] = sense.split("#");
      const offset = senses.get(word)?.[Number(number) - 1];
      if (offset === undefined) throw new Error(`WordNet has no noun ${sense}`);
      return offset;
    },
    /** A synset and its ancestors, the nearest first; no further up where `stopAt` says so. */
    lineOf(offset, stopAt = () => false) {
      const found = new Set([offset]);
      for (const next of found) {
        if (next !== offset && stopAt(next)) continue;
        for (const above of synsets.get(next).hypernyms) found.add(above);
      }
      return [...found];
    },
  };
}

/** Finds each entry's synset, and what is wrong with the list. */
function resolveAll(list, wordNet) {
  const problems = [];
  const concepts = new Map();
  const nameOfSynset = new Map();
  const forbidden = new Set(forbiddenRoots.map(wordNet.synsetOf));
  for (const entry of list) {
    if (concepts.has(entry.name)) problems.push(`"${entry.name}" is there twice`);
    const offset = synsetOfEntry(entry, wordNet, problems);
    concepts.set(entry.name, { ...entry, offset });
    if (offset === null) continue;
    if (nameOfSynset.has(offset)) {
      problems.push(`"${entry.name}" and "${nameOfSynset.get(offset)}" are one synset`);
    }
    nameOfSynset.set(offset, entry.name);
    if (wordNet.lineOf(offset).some((above) => forbidden.has(above))) {
      problems.push(`"${entry.name}" is below a forbidden synset`);
    }
  }
  for (const { name, wider, parent } of concepts.values()) {
    for (const other of parent === null ? wider : [...wider, parent]) {
      if (!concepts.has(other)) problems.push(`"${name}": there is no "${other}"`);
    }
  }
  return { concepts, nameOfSynset, problems };
}

/**
 * The most common sense below the group's roots, or the only sense there is. Null
 * for an entry that only has wider words.
 */
function synsetOfEntry({ name, sense, title, roots }, wordNet, problems) {
  if (sense === null) return null;
  if (sense.includes("#")) return wordNet.synsetOf(sense);
  const rootSynsets = new Set(roots.map(wordNet.synsetOf));
  const candidates = wordNet.synsetsOf(sense);
  const isBelowRoots = (offset) => wordNet.lineOf(offset).some((above) => rootSynsets.has(above));
  const found = candidates.find(isBelowRoots);
  if (found !== undefined) return found;
  if (candidates.length === 1) return candidates[0];
  const known = candidates.map((offset, at) => `\n    ${sense}#${at + 1} ${wordNet.gloss(offset)}`);
  problems.push(`"${name}" (${title}): no sense of "${sense}" below the roots${known.join("")}`);
  return null;
}

/** Answers with the wider names of a name, the nearest first. */
function hypernymFinder(concepts, nameOfSynset, wordNet) {
  const nearest = new Map();

  /** The entry's own wider words, else those that WordNet leads to and the group's. */
  function nearestWider(name) {
    const known = nearest.get(name);
    if (known !== undefined) return known;
    const { wider, parent } = concepts.get(name);
    const found = wider.length > 0 ? wider : withParent(name, fromWordNet(name), parent);
    nearest.set(name, found);
    return found;
  }

  function fromWordNet(name) {
    const { offset } = concepts.get(name);
    if (offset === null) return [];
    const isNamed = (other) => nameOfSynset.has(other);
    const above = wordNet.lineOf(offset, isNamed).slice(1);
    return above.filter(isNamed).map((other) => nameOfSynset.get(other));
  }

  /** With the group's word, unless these lead to it anyway, and without what it leads to. */
  function withParent(name, names, parent) {
    if (parent === null || parent === name || closure(names).includes(parent)) return names;
    const ofParent = closure([parent]);
    return [...names.filter((other) => !ofParent.includes(other)), parent];
  }

  function closure(names) {
    const found = new Set(names);
    for (const name of found) for (const wider of nearestWider(name)) found.add(wider);
    return [...found];
  }

  return (name) =>
    closure(nearestWider(name))
      .filter((other) => other !== name && concepts.get(other).title !== unspoken)
      .slice(0, mostHypernyms);
}
