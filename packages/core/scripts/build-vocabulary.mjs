// Builds, from concepts.txt beside them and WordNet's hypernyms and synonyms:
//
//   models/vocabulary/vocabulary.json  the words that pictures are compared with for
//                                      zero-shot tags
//   models/vocabulary/lexicon.json     what else keywords need to know of words
//
//   node packages/core/scripts/build-vocabulary.mjs

import { readFileSync, writeFileSync } from "node:fs";
import { buildVocabulary } from "./lib/vocabulary.mjs";

const directory = new URL("../../../models/vocabulary/", import.meta.url);
const list = readFileSync(new URL("concepts.txt", directory), "utf8");

for (const [name, entries] of Object.entries(buildVocabulary(list))) {
  const rows = entries.map((row) => `  ${JSON.stringify(row)}`).join(",\n");
  const content = `[\n${rows}\n]\n`;
  writeFileSync(new URL(`${name}.json`, directory), content);
  console.log(`${name}.json: ${entries.length} concepts, ${Buffer.byteLength(content)} bytes`);
}
