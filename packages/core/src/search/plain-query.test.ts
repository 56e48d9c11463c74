import sharp from "sharp";
import { expect, test } from "vitest";
import { indexAll, openIndex } from "../testing/open-index.js";
import { picture } from "../testing/temporary.js";

/** A JPEG of one colour, or with lines of another on it. */
function colour(background: string, lines?: string): Promise<Buffer> {
  const create = { width: 200, height: 150, channels: 3, background } as const;
  const cross = `<path d="M0 0 200 150M200 0 0 150" stroke="${lines ?? background}" stroke-width="9"/>`;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="150">${cross}</svg>`;
  return sharp({ create })
    .composite([{ input: Buffer.from(drawing) }])
    .jpeg({ quality: 60 })
    .toBuffer();
}

/** Dark ones with faint lines, red ones with faint lines, and twice as many patterns. */
async function openColours() {
  const dark = ["#000000", "#040404", "#080808", "#0c0c0c", "#101010", "#141414"];
  const red = ["#dc1414", "#d81414", "#d41414", "#d01414", "#cc1414", "#c81414"];
  const items = await Promise.all([
    ...dark.map(async (shade) => ({ bytes: await colour(shade, "#303030"), tags: ["night"] })),
    ...red.map(async (shade) => ({ bytes: await colour(shade, "#f04040"), tags: ["fire"] })),
    ...Array.from({ length: 24 }, async (_, i) => ({ bytes: await picture(i), tags: ["pattern"] })),
  ]);
  const revimg = await openIndex({ tags: false });
  await indexAll(revimg, items);
  return revimg;
}

test("one colour is explained by what most results share, and nothing else", async () => {
  const revimg = await openColours();
  for (const shade of ["#000000", "#dc1414", "#101010", "#808080", "#ffffff"]) {
    const { keywords } = await revimg.search({ image: await colour(shade), limit: 36 });
    expect(
      keywords.map(({ keyword }) => keyword),
      shade,
    ).toEqual(["pattern"]);
  }
});

test("a picture that shows something is explained by the nearest results", async () => {
  const revimg = await openColours();
  const words = async (image: Buffer) => {
    const { keywords } = await revimg.search({ image, limit: 36 });
    return keywords.map(({ keyword }) => keyword);
  };
  expect(await words(await colour("#060606", "#303030"))).toContain("night");
  expect(await words(await colour("#d61414", "#f04040"))).toContain("fire");
});
