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

/** `{ name, hypernyms }[]` of a list; throws with all that is wrong in it. */
export function buildVocabulary(text) {
  const wordNet = openWordNet();
  const { concepts, nameOfSynset, problems } = resolveAll(readConceptList(text), wordNet);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const hypernymsOf = hypernymFinder(concepts, nameOfSynset, wordNet);
  return [...concepts.values()]
    .filter(({ title }) => title !== onlyWider && title !== unspoken)
    .map(({ name }) => ({ name, hypernyms: hypernymsOf(name) }));
}

function openWordNet() {
  const synsets = readNouns();
  const senses = readNounSenses();
  return {
    gloss: (offset) => synsets.get(offset).gloss,
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
