// Builds models/vocabulary/vocabulary.json, the words that pictures are compared
// with for zero-shot tags, from concepts.txt beside it and WordNet's hypernyms.
//
//   node packages/core/scripts/build-vocabulary.mjs

import { readFileSync, writeFileSync } from "node:fs";
import { buildVocabulary } from "./lib/vocabulary.mjs";

const directory = new URL("../../../models/vocabulary/", import.meta.url);

const vocabulary = buildVocabulary(readFileSync(new URL("concepts.txt", directory), "utf8"));
const rows = vocabulary.map((row) => `  ${JSON.stringify(row)}`).join(",\n");
const content = `[\n${rows}\n]\n`;
writeFileSync(new URL("vocabulary.json", directory), content);
console.log(`vocabulary.json: ${vocabulary.length} concepts, ${Buffer.byteLength(content)} bytes`);
