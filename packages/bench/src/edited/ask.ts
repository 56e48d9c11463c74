import type { CopySearch, Revimg } from "@revimg/core";
import { seededRandom, type Transformation } from "@revimg/core/evaluation";
import type { Picture } from "./index-all.js";
import { sumOf, type Tally, tallyOf } from "./tally.js";

/** Matches of one search. */
const limit = 20;

/** Searches under way at once. */
const parallel = 4;

/** Looks for pictures with an edited copy of each. The same pictures give the same copies. */
export function askWithCopies(
  revimg: Revimg,
  pictures: readonly Picture[],
  { apply }: Transformation,
  copies: CopySearch = "near",
): Promise<Tally> {
  return askAll(pictures, async ({ id, bytes }, i) => {
    const image = await apply(bytes, seededRandom(i));
    return tallyOf(id, await revimg.search({ image, limit, copies }));
  });
}

/** Looks for pictures with themselves. */
export function askWithThemselves(revimg: Revimg, pictures: readonly Picture[]): Promise<Tally> {
  return askAll(pictures, async ({ id, bytes }) =>
    tallyOf(id, await revimg.search({ image: bytes, limit })),
  );
}

async function askAll(
  pictures: readonly Picture[],
  ask: (picture: Picture, i: number) => Promise<Tally>,
): Promise<Tally> {
  const tallies: Tally[] = [];
  const numbered = pictures.entries();
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      for (const [i, picture] of numbered) tallies.push(await ask(picture, i));
    }),
  );
  return sumOf(tallies);
}
