// Builds models/vocabulary/vocabulary.json, the words that pictures are compared
// with for zero-shot tags, from concepts.txt beside it and WordNet's hypernyms.
//
//   node packages/core/scripts/build-vocabulary.mjs             writes the file
//   node packages/core/scripts/build-vocabulary.mjs --suggest   prints frequent
//     nouns of WordNet below the groups' roots that are not in the list
//
// Which words are in is decided by hand: WordNet's own counts come from a few
// hundred texts of the 1960s, in which boa constrictors are and sneakers are not.

import { readFileSync, writeFileSync } from "node:fs";
import { readConceptList } from "./lib/concept-list.mjs";
import { readNounSenses, readNouns } from "./lib/wordnet.mjs";

const directory = new URL("../../../models/vocabulary/", import.meta.url);
const mostHypernyms = 5;

/** Groups of concepts.txt that give hypernyms but no tags, and those that give neither. */
const wider = "wider words";
const unspoken = "unspoken words";

/**
 * Below these no concept may be: a picture doesn't show somebody's religion or
 * people, and a wrong guess at a crime or at nakedness does harm.
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

const synsets = readNouns();
const senses = readNounSenses();

function synsetOf(sense) {
  const [word, number] = sense.split("#");
  const offset = senses.get(word)?.[Number(number) - 1]?.offset;
  if (offset === undefined) throw new Error(`WordNet has no noun ${sense}`);
  return offset;
}

/** A synset's ancestors, the nearest first, itself at the head. */
function ancestorsOf(offset, stopAt = () => false) {
  const found = new Set([offset]);
  for (const next of found) {
    if (next !== offset && stopAt(next)) continue;
    for (const parent of synsets.get(next).hypernyms) found.add(parent);
  }
  return [...found];
}

const forbidden = new Set(forbiddenRoots.map(synsetOf));

/**
 * The synset that an entry means: the most common sense below the group's roots,
 * or the only one there is. Null for an entry that only has wider words.
 */
function resolve({ name, sense, title, roots }) {
  if (sense === null) return null;
  if (sense.includes("#")) return synsetOf(sense);
  const rootOffsets = new Set(roots.map(synsetOf));
  const candidates = (senses.get(sense) ?? []).map(({ offset }) => offset);
  const found = candidates.find((offset) =>
    ancestorsOf(offset).some((ancestor) => rootOffsets.has(ancestor)),
  );
  if (found === undefined && candidates.length === 1) return candidates[0];
  if (found === undefined) {
    const known = candidates.map(
      (offset, index) => `\n    ${sense}#${index + 1} ${synsets.get(offset).gloss}`,
    );
    problems.push(`"${name}" (${title}): no sense of "${sense}" below the roots${known.join("")}`);
    return null;
  }
  return found;
}

const problems = [];
const list = readConceptList(readFileSync(new URL("concepts.txt", directory), "utf8"));
const concepts = new Map();
const nameOfSynset = new Map();
for (const entry of list) {
  if (concepts.has(entry.name)) problems.push(`"${entry.name}" is there twice`);
  const offset = resolve(entry);
  concepts.set(entry.name, { ...entry, offset });
  if (offset === null) continue;
  if (nameOfSynset.has(offset)) {
    problems.push(`"${entry.name}" and "${nameOfSynset.get(offset)}" are one concept of WordNet`);
  }
  nameOfSynset.set(offset, entry.name);
  if (ancestorsOf(offset).some((ancestor) => forbidden.has(ancestor))) {
    problems.push(`"${entry.name}" is below a forbidden concept of WordNet`);
  }
}
for (const { name, wider: names, parent } of concepts.values()) {
  for (const other of parent === null ? names : [...names, parent]) {
    if (!concepts.has(other)) problems.push(`"${name}": there is no "${other}"`);
  }
}

/** The nearest wider names: those of the list, or those that WordNet leads to. */
function widerThan({ offset, wider: names }) {
  if (names.length > 0 || offset === null) return names;
  const named = (other) => nameOfSynset.has(other);
  const above = ancestorsOf(offset, named).slice(1);
  return above.filter(named).map((other) => nameOfSynset.get(other));
}

/** All names wider than these, with them at the head, the nearest first. */
function closure(names) {
  const found = new Set(names);
  for (const name of found) for (const next of widerThan(concepts.get(name))) found.add(next);
  return [...found];
}

/** Wider names, nearest first. The group's own is put before those wider than itself. */
function hypernymsOf({ name, parent, ...concept }) {
  let found = closure(widerThan(concept));
  if (parent !== null && !found.includes(parent)) {
    const ofParent = closure([parent]);
    found = [...found.filter((other) => !ofParent.includes(other)), ...ofParent];
  }
  return found
    .filter((other) => other !== name && concepts.get(other).title !== unspoken)
    .slice(0, mostHypernyms);
}

/** Frequent nouns that the list lacks. */
function suggestions(leastCount) {
  const roots = new Set(list.flatMap((entry) => entry.roots).map(synsetOf));
  const found = [];
  for (const [word, [first]] of senses) {
    if (first === undefined || first.count < leastCount || nameOfSynset.has(first.offset)) continue;
    if (concepts.has(word) || !ancestorsOf(first.offset).some((other) => roots.has(other))) continue;
    found.push({ word, count: first.count });
  }
  return found.sort((a, b) => b.count - a.count).map(({ word, count }) => `${word} ${count}`);
}

if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
if (process.argv.includes("--suggest")) {
  console.log(suggestions(3).join("\n"));
} else {
  const vocabulary = [...concepts.values()]
    .filter(({ title }) => title !== wider && title !== unspoken)
    .map((concept) => ({ name: concept.name, hypernyms: hypernymsOf(concept) }));
  const rows = vocabulary.map((row) => `  ${JSON.stringify(row)}`).join(",\n");
  const content = Buffer.from(`[\n${rows}\n]\n`);
  writeFileSync(new URL("vocabulary.json", directory), content);
  console.log(`vocabulary.json: ${vocabulary.length} concepts, ${content.length} bytes`);
}
