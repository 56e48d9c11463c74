import sharp from "sharp";
import { expect, test } from "vitest";
import { seededRandom } from "../../evaluation/index.js";
import { drawScene } from "../test-pictures.js";
import { ViewDrawer } from "./draw-view.js";
import { findPanels } from "./find-panels.js";
import { planViews, wholeView } from "./plan-views.js";

const { data, info } = await sharp(await drawScene(3, 240, 180))
  .removeAlpha()
  .raw()
  .toBuffer({ resolveWithObject: true });
const picture = { pixels: new Uint8Array(data), width: info.width, height: info.height };

/** Mean difference of the channels of two pictures of one size. */
function difference(one: Uint8Array, other: Uint8Array): number {
  expect(one.length).toBe(other.length);
  return one.reduce((sum, value, i) => sum + Math.abs(value - other[i]!), 0) / one.length;
}

test("views are every turn by 30 degrees, and the cells of two grids, within the picture", () => {
  const views = planViews(picture);
  expect(views.map(({ degrees }) => degrees)).toEqual([
    ...Array.from({ length: 11 }, (_, i) => 30 * (i + 1)),
    ...Array.from({ length: 13 }, () => 0),
  ]);
  const area = views.slice(11).reduce((sum, { width, height }) => sum + width * height, 0);
  expect(area).toBeCloseTo(2 * 1 * (180 / 240));
});

test("the whole picture is drawn as it is", () => {
  const drawn = new ViewDrawer(picture).draw(wholeView(picture));
  expect(drawn).toEqual(picture);
});

test.each([90, 180, 270])("a picture turned by %i degrees is drawn upright", async (degrees) => {
  const turned = await sharp(picture.pixels, { raw: info })
    .rotate(degrees)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const query = { ...turned.info, pixels: new Uint8Array(turned.data) };
  const view = planViews(query).find((view) => view.degrees === degrees)!;
  const drawn = new ViewDrawer(query).draw(view);
  expect([drawn.width, drawn.height]).toEqual([picture.width, picture.height]);
  expect(difference(drawn.pixels, picture.pixels)).toBeLessThan(0.01);
});

test("a picture turned by 30 degrees is drawn upright and whole", async () => {
  const turned = await sharp(picture.pixels, { raw: info })
    .rotate(30)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const query = { ...turned.info, pixels: new Uint8Array(turned.data) };
  const view = planViews(query).find(({ degrees }) => degrees === 30)!;
  const drawn = new ViewDrawer(query).draw(view);
  expect(Math.abs(drawn.width - picture.width)).toBeLessThan(4);
  expect(Math.abs(drawn.height - picture.height)).toBeLessThan(4);
});

test("a cell is drawn as it is cut out, and reduced when it is large", async () => {
  const cell = planViews(picture).at(-1)!;
  const drawn = new ViewDrawer(picture).draw(cell);
  const part = { left: 160, top: 120, width: 80, height: 60 };
  const cut = await sharp(picture.pixels, { raw: info }).extract(part).raw().toBuffer();
  expect(difference(drawn.pixels, cut)).toBe(0);
  const size = { width: 1600, height: 1200 };
  const large = await sharp(picture.pixels, { raw: info }).resize(size).raw().toBuffer();
  const reduced = new ViewDrawer({ pixels: new Uint8Array(large), ...size }).draw(cell);
  expect([reduced.width, reduced.height]).toEqual([320, 240]);
});

/** A screen of two grounds with lines of bars, and noise in some boxes. */
function drawScreen(
  boxes: readonly { left: number; top: number; width: number; height: number }[],
) {
  const random = seededRandom(1);
  const [width, height] = [800, 600];
  const pixels = new Uint8Array(3 * width * height);
  const isIn = (x: number, y: number) => (box: (typeof boxes)[number]) =>
    x >= box.left && y >= box.top && x < box.left + box.width && y < box.top + box.height;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const ground = x < 150 ? 200 : 250;
      const ink = y % 20 < 6 && x % 50 < 35 ? 40 : ground;
      const isPicture = boxes.some(isIn(x, y));
      for (let channel = 0; channel < 3; channel++) {
        pixels[3 * (y * width + x) + channel] = isPicture ? 255 * random() : ink;
      }
    }
  }
  return { pixels, width, height };
}

test("pictures on a screen are found where they are, the largest first, and text is none", () => {
  const boxes = [
    { left: 40, top: 50, width: 120, height: 160 },
    { left: 400, top: 220, width: 300, height: 200 },
  ];
  const panels = findPanels(drawScreen(boxes));
  expect(panels).toHaveLength(2);
  for (const [i, box] of boxes.toReversed().entries()) {
    const { x, y, width, height, degrees } = panels[i]!;
    const edges = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
    const expected = [box.left, box.top, box.left + box.width, box.top + box.height];
    for (const [at, edge] of edges.entries()) {
      expect(Math.abs(800 * edge - expected[at]!)).toBeLessThanOrEqual(10);
    }
    expect(degrees).toBe(0);
  }
});

test.each([
  ["a picture without a ground", [{ left: 0, top: 0, width: 800, height: 600 }]],
  ["a ground without pictures", []],
  ["next to nothing", [{ left: 300, top: 300, width: 50, height: 50 }]],
])("%s has no panels", (_, boxes) => {
  expect(findPanels(drawScreen(boxes))).toEqual([]);
});

test.each([
  [1, 1],
  [3, 400],
])("a picture of %i x %i has no panels", (width, height) => {
  expect(findPanels({ pixels: new Uint8Array(3 * width * height), width, height })).toEqual([]);
});
