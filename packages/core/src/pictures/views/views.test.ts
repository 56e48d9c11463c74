import sharp from "sharp";
import { expect, test } from "vitest";
import { drawScene } from "../test-pictures.js";
import { ViewDrawer } from "./draw-view.js";
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
