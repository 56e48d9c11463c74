import { expect, test } from "vitest";
import { seededRandom } from "../../evaluation/index.js";
import { compareFrames, lookAt, lookAtStored } from "./compare-frames.js";
import type { Frame } from "./frame.js";
import { levelStep } from "./grey-levels.js";
import type { Placement } from "./placement.js";
import { fitBrightness, readWindows } from "./windows.js";

/** A frame of overlapping rectangles of a few colours, with some noise. */
function drawFrame(random: () => number): Frame {
  const [width, height] = [60 + Math.floor(133 * random()), 60 + Math.floor(133 * random())];
  const pixels = new Uint8Array(3 * width * height).fill(90);
  for (let i = 0; i < 40; i++) {
    const [left, top] = [random() * width, random() * height];
    const [right, bottom] = [left + 50 * random(), top + 50 * random()];
    const colour = [0, 1, 2].map(() => 255 * random());
    for (let y = Math.floor(top); y < Math.min(height, bottom); y++) {
      for (let x = Math.floor(left); x < Math.min(width, right); x++) {
        pixels.set(colour, 3 * (y * width + x));
      }
    }
  }
  return { pixels: pixels.map((value) => Math.min(255, value + 3 * random())), width, height };
}

/** What `compareFrames` says, place by place. */
function plainComparison(one: Frame, other: Frame, placement: Placement, isMirrored: boolean) {
  const { a, b, dx, dy } = placement;
  const { level } = lookAtStored(one);
  const steps = Math.round(Math.log(Math.hypot(a, b)) / Math.log(levelStep));
  const otherLevel = lookAt(other).levels[Math.min(6, Math.max(0, 2 + steps))]!;
  const toOther = (x: number, y: number): [number, number] => {
    const toX = a * x - b * y + dx;
    return [isMirrored ? other.width - toX : toX, b * x + a * y + dy];
  };
  const laid = level.values.map((_, pixel) => {
    const [x, y] = [pixel % level.width, Math.floor(pixel / level.width)];
    const place = toOther((x + 0.5) * level.unitX, (y + 0.5) * level.unitY);
    const [atX, atY] = [place[0] / otherLevel.unitX - 0.5, place[1] / otherLevel.unitY - 0.5];
    const [left, top] = [Math.floor(atX), Math.floor(atY)];
    const { values, width, height } = otherLevel;
    if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) return -1;
    const [upper, lower] = [top, top + 1].map((row) => {
      const [from, to] = [values[row * width + left]!, values[row * width + left + 1]!];
      return from + (atX - left) * (to - from);
    });
    return upper! + (atY - top) * (lower! - upper!);
  });
  const windows = readWindows(level, laid);
  const { gain, bias } = fitBrightness(windows);
  const isNear = (value: number, mean: number) =>
    Math.abs(Math.min(255, Math.max(0, value)) - mean) < 16;
  const detailed = windows.filter(({ isFlat }) => !isFlat);
  const same = detailed.filter(({ isSame }) => isSame);
  const share = (count: number) => (detailed.length === 0 ? 0 : count / detailed.length);
  const isSameColour = (x: number, y: number) => {
    const colours = [plainColour(one, x, y), plainColour(other, ...toOther(x, y))];
    return [0, 1].every((at) => Math.abs(colours[0]![at]! - colours[1]![at]!) < 12);
  };
  return {
    overlap: laid.filter((value) => value >= 0).length / laid.length,
    places: detailed.length,
    sameDetail: share(
      same.filter(({ mean, otherMean }) => isNear(gain * mean + bias, otherMean)).length,
    ),
    sameColour: share(
      same
        .filter(({ mean, otherMean }) => isNear(mean, otherMean))
        .filter(({ x, y }) => isSameColour(x * level.unitX, y * level.unitY)).length,
    ),
    gain,
    bias,
  };
}

/** Blue and red, less green, on average over five by five pixels, two apart, those within the frame. */
function plainColour({ pixels, width, height }: Frame, x: number, y: number): number[] {
  const steps = [-4, -2, 0, 2, 4];
  const places = steps.flatMap((up) =>
    steps.map((on) => ({ x: Math.floor(x) + on, y: Math.floor(y) + up })),
  );
  const within = places.filter(({ x, y }) => x >= 0 && y >= 0 && x < width && y < height);
  return [2, 0].map((channel) => {
    const differences = within.map(({ x, y }) => {
      const at = 3 * (y * width + x);
      return pixels[at + channel]! - pixels[at + 1]!;
    });
    return differences.reduce((sum, value) => sum + value, 0) / within.length;
  });
}

test("two frames are compared as a plain script does, to the last bit", () => {
  let detailed = 0;
  let coloured = 0;
  let otherColour = 0;
  for (let seed = 0; seed < 40; seed++) {
    const random = seededRandom(seed);
    const one = drawFrame(random);
    const isMirrored = seed % 2 === 1;
    const isSame = seed % 4 > 0;
    const same = isMirrored ? mirrored(one) : one;
    const other = isSame ? (seed % 5 > 2 ? recoloured(same) : same) : drawFrame(random);
    // As it is, moved by a few pixels, or anywhere at another scale.
    const far = (seed % 3) / 2;
    const placement = {
      a: 1 + far * 1.4 * (random() - 0.4),
      b: far * 0.4 * (random() - 0.5),
      dx: far * 60 * (random() - 0.5),
      dy: far * 60 * (random() - 0.5),
    };
    const expected = plainComparison(one, other, placement, isMirrored);
    const compared = compareFrames(lookAtStored(one), lookAt(other), placement, isMirrored);
    expect(compared, `seed ${seed}`).toEqual(expected);
    if (compared.sameDetail > 0.1) detailed++;
    if (compared.sameColour > 0.1) coloured++;
    if (compared.sameColour < 0.8 * compared.sameDetail) otherColour++;
  }
  expect(detailed).toBeGreaterThan(8);
  expect(coloured).toBeGreaterThan(8);
  expect(otherColour).toBeGreaterThan(4);
});

function mirrored({ pixels, width, height }: Frame): Frame {
  const flipped = pixels.map((_, i) => {
    const pixel = Math.floor(i / 3);
    const from = pixel - (pixel % width) + width - 1 - (pixel % width);
    return pixels[3 * from + (i % 3)]!;
  });
  return { pixels: flipped, width, height };
}

/** With more blue on the left than on the right, but as bright. */
function recoloured({ pixels, width, height }: Frame): Frame {
  const shifted = pixels.map((value, i) => {
    const column = Math.floor(i / 3) % width;
    return i % 3 === 2 ? Math.min(255, value + 24 * (1 - column / width)) : value;
  });
  return { pixels: shifted, width, height };
}
