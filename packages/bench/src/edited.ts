import { join } from "node:path";
import { createRevimg } from "@revimg/core";
import { transformations } from "@revimg/core/evaluation";
import { galleryItems } from "@revimg/sample-gallery";
import { askWithCopies, askWithThemselves } from "./edited/ask.js";
import { harderEdits } from "./edited/harder-edits.js";
import { indexAll, type Picture } from "./edited/index-all.js";
import { drawPlainPictures } from "./edited/plain-pictures.js";
import { sumOf, type Tally } from "./edited/tally.js";
import { drawTemplatePictures } from "./edited/template-pictures.js";
import type { Bench, BenchResult } from "./lib/bench.js";
import { readSet } from "./lib/data-sets.js";
import { figure } from "./lib/statistics.js";

/**
 * Edited copies of 800 photos, looked for among these and 10,000 distractors:
 * whether the original comes first, and whether it is told to be the same picture. For
 * the harder edits the look is a thorough one.
 * Then photos, clothes, drawings of one hand and plain pictures are asked with in an
 * index of them all, where no other picture may be told to be the same. The same with
 * forms, charts, slides and pages of text, many of one template.
 */
export const benchEdited: Bench = async (context) => {
  const photos = await readSet("photos", context);
  const distractors = (await readSet("tiny-imagenet-val", context)).filter(
    (_, i) => !context.quick || i % 20 === 0,
  );
  const clothes = await readSet("clothing", context);
  const dataDirectory = join(context.workDirectory, "data");
  // An answer out of the cache would be counted twice.
  await using revimg = await createRevimg({ dataDirectory, model: "mini", cache: false });
  const indexed = await indexAll(revimg, photos, context);
  await indexAll(revimg, distractors, context);
  const few = <T>(list: T[], step: number) =>
    list.filter((_, i) => !context.quick || i % step === 0);
  const copies: Record<string, Tally> = {};
  for (const transformation of transformations) {
    const tally = await askWithCopies(revimg, few(indexed, 40), transformation);
    copies[transformation.name] = tally;
    context.log(`${transformation.name}: ${describe(tally)}`);
  }

  const harder: Record<string, Tally> = {};
  // Clothes are not indexed yet, so none of a collage is found by rights.
  for (const edit of harderEdits(clothes)) {
    const tally = await askWithCopies(revimg, few(indexed, 40), edit, "thorough");
    harder[edit.name] = tally;
    context.log(`${edit.name}: ${describe(tally)}`);
  }

  const gallery: Uint8Array[] = [];
  for await (const { bytes } of galleryItems({ baseUrl: "http://localhost" })) gallery.push(bytes);
  const sets: Record<string, Picture[]> = {
    photos: indexed,
    clothes: await indexAll(revimg, clothes, context),
    gallery: await indexAll(revimg, gallery, context),
    plain: await indexAll(revimg, await drawPlainPictures(), context),
  };
  const alone: Record<string, Tally> = {};
  for (const [name, pictures] of Object.entries(sets)) {
    const tally = await askWithThemselves(revimg, few(pictures, 20));
    alone[name] = tally;
    context.log(`${name}: ${describe(tally)}`);
  }
  const templates: Record<string, Tally> = {};
  for (const [name, drawn] of Object.entries(await drawTemplatePictures())) {
    const pictures = await indexAll(revimg, drawn, context);
    const tally = await askWithThemselves(revimg, few(pictures, 10));
    templates[name] = tally;
    context.log(`${name}: ${describe(tally)}`);
  }
  const edited = sumOf(Object.values(copies));
  const { others, mistaken } = sumOf([edited, ...Object.values({ ...harder, ...alone })]);
  const ofTemplates = sumOf(Object.values(templates));
  return {
    recall_at_1: byName({ ...copies, ...harder }, ({ first, queries }) => first / queries),
    recall_at_1_all: figure(edited.first / edited.queries, 4),
    tier_recall: figure(edited.told / edited.queries, 4),
    false_per_10k_matches: figure((10_000 * mistaken.length) / others),
    false_share_templates: figure(ofTemplates.mistaken.length / ofTemplates.others, 4),
    tier_recall_of: byName({ ...copies, ...harder }, ({ told, queries }) => told / queries),
    false_of: byName(
      { copies: edited, ...harder, ...alone, ...templates },
      ({ mistaken }) => mistaken.length,
    ),
    matches_of: byName(
      { copies: edited, ...harder, ...alone, ...templates },
      ({ others }) => others,
    ),
    queries: edited.queries,
    pictures: photos.length + distractors.length,
  };
};

function describe({ queries, first, told, others, mistaken }: Tally): string {
  const found = `${queries} queries, ${first} originals first, ${told} told`;
  const wrong = mistaken.length > 0 ? ` (${mistaken.slice(0, 5).join("; ")})` : "";
  return `${found}; of ${others} other matches ${mistaken.length} mistaken${wrong}`;
}

function byName(tallies: Record<string, Tally>, value: (tally: Tally) => number): BenchResult {
  return Object.fromEntries(
    Object.entries(tallies).map(([name, tally]) => [name, figure(value(tally), 4)]),
  );
}
