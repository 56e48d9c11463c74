import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeSpots, patchRadius } from "./describe-spots.js";
import { findSpots, type Spot } from "./find-spots.js";
import type { Frame } from "./frame.js";
import { greyLevels } from "./grey-levels.js";
import { plainDescriptors, plainLevels, plainSpots } from "./test-levels.js";

const buildScript = new URL("../../../scripts/build-kernels.mjs", import.meta.url).href;

/** Blocks of a few colours: with flat places, edges and spots, and neighbours that are equally strong. */
function blocks(width: number, height: number, block: number, seed: number): Frame {
  const colourAt = (x: number, y: number, channel: number) => {
    const cell = Math.floor(x / block) * 7919 + Math.floor(y / block) * 104_729 + channel * 31;
    return (Math.imul(cell ^ seed, 2_654_435_761) >>> 24) & 0xf0;
  };
  const pixels = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return colourAt(pixel % width, Math.floor(pixel / width), i % 3);
  });
  return { pixels, width, height };
}

const side = fc.integer({ min: 1, max: 70 });
const frames = fc
  .tuple(side, side, fc.integer({ min: 1, max: 9 }), fc.nat())
  .map((arguments_) => blocks(...arguments_));

describe("the level kernel", () => {
  test("is committed as its source assembles", async () => {
    const { buildKernel } = (await import(buildScript)) as {
      buildKernel: (name: string) => Promise<string>;
    };
    const committed = await readFile(new URL("./level-kernel.wasm.ts", import.meta.url), "utf8");
    expect(committed).toBe(await buildKernel("level"));
  });

  test("gives the levels of the plain script, whatever the size", () => {
    fc.assert(
      fc.property(frames, (frame) => {
        expect(greyLevels(frame)).toEqual(plainLevels(frame));
      }),
      { numRuns: 150 },
    );
  });

  test("finds the spots of the plain script, on the largest frame and on small ones", () => {
    let found = 0;
    let gaps = 0;
    const check = (frame: Frame, margin: number, counts: number[]) => {
      for (const level of greyLevels(frame)) {
        const [spots, more = []] = findSpots(level, margin, counts);
        expect([spots, more].slice(0, counts.length)).toEqual(plainSpots(level, margin, counts));
        found += spots!.length;
        gaps += more.length;
      }
    };
    check(blocks(192, 192, 5, 1), 10, [44]);
    check(blocks(192, 192, 5, 2), 10, [22, 30]);
    const margin = fc.integer({ min: 3, max: 12 });
    const counts = fc.array(fc.nat(40), { minLength: 1, maxLength: 2 });
    fc.assert(fc.property(frames, margin, counts, check), { numRuns: 150 });
    expect(found).toBeGreaterThan(1_000);
    expect(gaps).toBeGreaterThan(300);
  });

  test("describes spots as the plain script does, and as they are in the mirror image", () => {
    let bits = 0;
    const check = (frame: Frame, mirrorings: boolean[]) => {
      for (const level of greyLevels(frame)) {
        const [spots] = findSpots(level, patchRadius + 1, [20]) as [Spot[]];
        for (const [i, described] of describeSpots(level, spots, mirrorings).entries()) {
          expect([...described]).toEqual(plainDescriptors(level, spots, mirrorings[i]!));
          for (const word of described) bits += word === 0 ? 0 : 1;
        }
      }
    };
    check(blocks(192, 144, 6, 3), [false, true]);
    fc.assert(fc.property(frames, fc.array(fc.boolean(), { maxLength: 3 }), check), {
      numRuns: 100,
    });
    expect(bits).toBeGreaterThan(1_000);
  });
});
