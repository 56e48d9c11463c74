import {
  unpackSet
} from "./chunk-FHM6GLVL.js";
import "./chunk-OONSPIMI.js";
import {
  figure
} from "./chunk-6PK7EDCD.js";
import {
  __callDispose,
  __using
} from "./chunk-UAWBPTDW.js";

// src/edited.ts
import { readdir, readFile } from "fs/promises";
import { join } from "path";
import { createRevimg } from "@revimg/core";
import { transformations } from "@revimg/core/evaluation";
import { galleryItems } from "@revimg/sample-gallery";

// src/edited/ask.ts
import { seededRandom } from "@revimg/core/evaluation";

// src/edited/tally.ts
function tallyOf(original, { matches }) {
  const told = matches.filter(({ tier }) => tier !== "similar");
  const mistaken = told.filter(({ id }) => id !== original);
  return {
    queries: 1,
    first: matches[0]?.id === original ? 1 : 0,
    told: told.length - mistaken.length,
    others: matches.filter(({ id }) => id !== original).length,
    mistaken: mistaken.map(({ id }) => `${original} = ${id}`)
  };
}
function sumOf(tallies) {
  const sum = (key) => tallies.reduce((total, tally) => total + tally[key], 0);
  return {
    queries: sum("queries"),
    first: sum("first"),
    told: sum("told"),
    others: sum("others"),
    mistaken: tallies.flatMap(({ mistaken }) => mistaken)
  };
}

// src/edited/ask.ts
var limit = 20;
var parallel = 4;
function askWithCopies(revimg, pictures, { apply }) {
  return askAll(pictures, async ({ id, bytes }, i) => {
    const image = await apply(bytes, seededRandom(i));
    return tallyOf(id, await revimg.search({ image, limit }));
  });
}
function askWithThemselves(revimg, pictures) {
  return askAll(
    pictures,
    async ({ id, bytes }) => tallyOf(id, await revimg.search({ image: bytes, limit }))
  );
}
async function askAll(pictures, ask) {
  const tallies = [];
  const numbered = pictures.entries();
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      for (const [i, picture] of numbered) tallies.push(await ask(picture, i));
    })
  );
  return sumOf(tallies);
}

// src/edited/index-all.ts
async function indexAll(revimg, pictures, { log }) {
  const ids = [];
  const items = pictures.map((bytes, i) => ({ bytes, filename: String(i) }));
  for await (const event of revimg.index(items, { originals: "none" })) {
    if (event.type === "failed") throw event.error;
    if ("id" in event) ids.push(event.id);
    if (event.type === "finished") log(`${event.progress.done} pictures indexed`);
  }
  return pictures.map((bytes, i) => ({ id: ids[i], bytes }));
}

// src/edited/plain-pictures.ts
import { seededRandom as seededRandom2 } from "@revimg/core/evaluation";
import sharp from "sharp";
var count = 60;
async function drawPlainPictures() {
  const pictures = [];
  for (let i = 0; i < count; i++) pictures.push(await drawPlain(i));
  return pictures;
}
function drawPlain(number) {
  const random = seededRandom2(number);
  const colour = () => `hsl(${random() * 360} ${random() * 60}% ${10 + random() * 80}%)`;
  const [one, two] = [colour(), colour()];
  const [width, height] = [400, 260 + Math.floor(random() * 200)];
  const kinds = [
    `<rect width="100%" height="100%" fill="${one}"/>`,
    `<linearGradient id="slope" x2="${random()}" y2="${random()}"><stop stop-color="${one}"/><stop offset="1" stop-color="${two}"/></linearGradient><rect width="100%" height="100%" fill="url(#slope)"/>`,
    `<rect width="100%" height="100%" fill="${one}"/><rect y="${(0.3 + 0.4 * random()) * height}" width="100%" height="100%" fill="${two}"/>`,
    `<filter id="noise"><feTurbulence baseFrequency="0.8" seed="${number}"/><feColorMatrix values="0 0 0 0 0.5 0 0 0 0 0.5 0 0 0 0 0.5 0.08 0 0 0 0"/></filter><rect width="100%" height="100%" fill="${one}"/><rect width="100%" height="100%" filter="url(#noise)"/>`
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${kinds[number % kinds.length]}</svg>`;
  return sharp(Buffer.from(svg)).flatten().jpeg({ quality: 85 }).toBuffer();
}

// src/edited.ts
var benchEdited = async (context) => {
  var _stack = [];
  try {
    const photos = await readSet("photos", context);
    const distractors = (await readSet("tiny-imagenet-val", context)).filter(
      (_2, i) => !context.quick || i % 20 === 0
    );
    const clothes = await readSet("clothing", context);
    const dataDirectory = join(context.workDirectory, "data");
    const revimg = __using(_stack, await createRevimg({ dataDirectory, model: "mini", cache: false }), true);
    const indexed = await indexAll(revimg, photos, context);
    await indexAll(revimg, distractors, context);
    const few = (list, step) => list.filter((_2, i) => i % (step === 40 ? 8 : 4) === 0);
    const copies = {};
    for (const transformation of transformations) {
      const tally = await askWithCopies(revimg, few(indexed, 40), transformation);
      copies[transformation.name] = tally;
      context.log(`${transformation.name}: ${describe(tally)}`);
    }
    const gallery = [];
    for await (const { bytes } of galleryItems({ baseUrl: "http://localhost" })) gallery.push(bytes);
    const sets = {
      photos: indexed,
      clothes: await indexAll(revimg, clothes, context),
      gallery: await indexAll(revimg, gallery, context),
      plain: await indexAll(revimg, await drawPlainPictures(), context)
    };
    const alone = {};
    for (const [name, pictures] of Object.entries(sets)) {
      const tally = await askWithThemselves(revimg, few(pictures, 20));
      alone[name] = tally;
      context.log(`${name}: ${describe(tally)}`);
    }
    const edited = sumOf(Object.values(copies));
    const { others, mistaken } = sumOf([edited, ...Object.values(alone)]);
    return {
      recall_at_1: byName(copies, ({ first, queries }) => first / queries),
      recall_at_1_all: figure(edited.first / edited.queries, 4),
      tier_recall: figure(edited.told / edited.queries, 4),
      false_per_10k_matches: figure(1e4 * mistaken.length / others),
      tier_recall_of: byName(copies, ({ told, queries }) => told / queries),
      false_of: byName({ copies: edited, ...alone }, ({ mistaken: mistaken2 }) => mistaken2.length),
      matches_of: byName({ copies: edited, ...alone }, ({ others: others2 }) => others2),
      queries: edited.queries,
      pictures: photos.length + distractors.length
    };
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
};
async function readSet(name, context) {
  const folder = await unpackSet(name, context);
  const names = (await readdir(folder, { recursive: true })).sort();
  const pictures = [];
  for (const file of names.filter((file2) => /\.jpe?g$/i.test(file2))) {
    pictures.push(await readFile(join(folder, file)));
  }
  return pictures;
}
function describe({ queries, first, told, others, mistaken }) {
  const found = `${queries} queries, ${first} originals first, ${told} told`;
  const wrong = mistaken.length > 0 ? ` (${mistaken.slice(0, 5).join("; ")})` : "";
  return `${found}; of ${others} other matches ${mistaken.length} mistaken${wrong}`;
}
function byName(tallies, value) {
  return Object.fromEntries(
    Object.entries(tallies).map(([name, tally]) => [name, figure(value(tally), 4)])
  );
}
export {
  benchEdited
};
//# sourceMappingURL=edited-ND3GRR33.js.map