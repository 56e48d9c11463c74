import {
  listClasses,
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

// src/keywords.ts
import { readFile } from "fs/promises";
import { createRevimg } from "@revimg/core";
import { seededRandom } from "@revimg/core/evaluation";
import sharp from "sharp";
var results = 20;
var places = 3;
var plainColours = ["#808080", "#ffffff", "#000000", "#c8c8c8", "#dc1414", "#1e3c78"];
var benchKeywords = async (context) => {
  var _stack = [];
  try {
    const pictures = await listClasses(await unpackSet("clothing", context));
    const revimg = __using(_stack, await createRevimg({
      dataDirectory: `${context.workDirectory}/data`,
      model: "mini"
    }), true);
    const indexed = await indexAll(revimg, pictures);
    const seeds = context.quick ? [1, 2] : [1, 2, 3, 4, 5];
    const tallies = [];
    for (const seed of seeds) {
      await tagHalf(revimg, indexed, seed);
      const tally = await askAll(revimg, indexed);
      context.log(
        `seed ${seed}: right word among the top three for ${tally.top3} of ${tally.queries}, by voting for ${tally.baseline}`
      );
      tallies.push(tally);
    }
    const sum = (key) => tallies.reduce((total, tally) => total + tally[key], 0);
    const queries = sum("queries");
    return {
      rule_right: figure(sum("rule") / sum("majority"), 4),
      baseline_right: figure(sum("baseline") / queries, 4),
      top3_right: figure(sum("top3") / queries, 4),
      queries,
      queries_with_majority: sum("majority"),
      baseline_all_tags_right: figure(sum("baselineOfAll") / queries, 4),
      least_gain: figure(
        Math.min(...tallies.map(({ top3, baseline, queries: queries2 }) => (top3 - baseline) / queries2))
      ),
      seeds: seeds.length,
      keywords_per_query: figure(sum("keywords") / queries),
      ...await askWithNothing(revimg, context)
    };
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
};
async function indexAll(revimg, pictures) {
  const indexed = [];
  const items = await Promise.all(
    pictures.map(async (picture) => ({ ...picture, bytes: await readFile(picture.path) }))
  );
  for await (const event of revimg.index(
    items.map(({ bytes, path }) => ({ bytes, filename: path }))
  )) {
    if (event.type === "failed") throw event.error;
    if (event.type !== "added") continue;
    indexed.push({ ...items[indexed.length], id: event.id });
  }
  return indexed;
}
async function tagHalf(revimg, pictures, seed) {
  const random = seededRandom(seed);
  const order = pictures.map((picture) => ({ picture, key: random() }));
  order.sort((a, b) => a.key - b.key);
  const left = /* @__PURE__ */ new Map();
  for (const { class: name } of pictures) left.set(name, (left.get(name) ?? 0) + 0.5);
  const items = order.map(({ picture }) => {
    const quota = left.get(picture.class);
    left.set(picture.class, quota - 1);
    return { bytes: picture.bytes, tags: quota > 0 ? [picture.class] : [] };
  });
  for await (const event of revimg.index(items)) if (event.type === "failed") throw event.error;
}
async function askAll(revimg, pictures) {
  const tally = {
    queries: 0,
    majority: 0,
    rule: 0,
    top3: 0,
    baseline: 0,
    baselineOfAll: 0,
    keywords: 0
  };
  for (const { id, class: right } of pictures) {
    const { matches, keywords } = await revimg.search({ id, limit: results });
    const votes = vote(matches, ({ origin }) => origin === "user");
    const all = [...votes.values()].reduce((sum, weight) => sum + weight, 0);
    const isTop = keywords.slice(0, places).some(({ keyword }) => keyword === right);
    const hasMajority = (votes.get(right) ?? 0) > all / 2;
    tally.queries++;
    tally.keywords += keywords.length;
    tally.top3 += Number(isTop);
    tally.majority += Number(hasMajority);
    tally.rule += Number(hasMajority && isTop);
    tally.baseline += Number(leaders(votes).includes(right));
    tally.baselineOfAll += Number(leaders(vote(matches, () => true)).includes(right));
  }
  return tally;
}
function vote(matches, counts) {
  const votes = /* @__PURE__ */ new Map();
  for (const { similarity, tags } of matches) {
    for (const tag of tags.filter(counts)) {
      votes.set(tag.tag, (votes.get(tag.tag) ?? 0) + similarity * tag.confidence);
    }
  }
  return votes;
}
function leaders(votes) {
  const sorted = [...votes].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return sorted.slice(0, places).map(([word]) => word);
}
async function askWithNothing(revimg, { log }) {
  let keywords = 0;
  let leastShare = 1;
  for (const background of plainColours) {
    const create = { width: 256, height: 256, channels: 3, background };
    const image = await sharp({ create }).png().toBuffer();
    const answer = await revimg.search({ image, limit: results });
    const shares = answer.keywords.map(({ imageIds }) => imageIds.length / answer.matches.length);
    log(`${background}: ${answer.keywords.map(({ keyword }) => keyword).join(", ") || "nothing"}`);
    keywords += shares.length;
    leastShare = Math.min(leastShare, ...shares);
  }
  return {
    plain_pictures: plainColours.length,
    plain_keywords: keywords,
    plain_least_share: keywords === 0 ? null : figure(leastShare)
  };
}
export {
  benchKeywords
};
//# sourceMappingURL=keywords-OKWLGXH3.js.map