import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { seededRandom, transformations } from "../../evaluation/index.js";
import { decodeImage } from "../decode.js";
import { defaultImageLimits as limits } from "../limits.js";
import { drawScene } from "../test-pictures.js";
import { lookAt, lookAtStored } from "./compare-frames.js";
import { readGround } from "./drawn-picture.js";
import { featuresToAsk } from "./features.js";
import { frameOf } from "./frame.js";
import { firstLevels } from "./grey-levels.js";
import { align, judgeCopy } from "./judge-copy.js";
import { readSignature, signatureOf } from "./signature.js";

const labels = "Name Street Town Phone Date Trade Office Number Country Remark".split(" ");
const names = "harbour lantern meadow copper winter orchard pencil bridge violet anchor".split(" ");

const text = (x: number, y: number, size: number, content: string) =>
  `<text x="${x}" y="${y}" font-size="${size}" font-family="sans-serif">${content}</text>`;

const draw = (width: number, height: number, content: string) => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>${content}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
};

/** A form with one field to fill in a row. */
function form(values: readonly string[]): Promise<Buffer> {
  const rows = labels.map((label, i) => {
    const box = `<rect x="180" y="${90 + 50 * i}" width="330" height="30" fill="none" stroke="#345"/>`;
    return `${text(40, 112 + 50 * i, 17, label)}${box}${text(190, 113 + 50 * i, 21, values[i] ?? "")}`;
  });
  return draw(560, 640, text(40, 55, 32, "APPLICATION") + rows.join(""));
}

/** Bars between axes. */
function chart(seed: number): Promise<Buffer> {
  const random = seededRandom(seed);
  const bars = Array.from({ length: 10 }, (_, i) => {
    const height = 20 + 250 * random();
    return `<rect x="${70 + 54 * i}" y="${360 - height}" width="34" height="${height}" fill="#2a7"/>`;
  });
  const lines = [0, 1, 2, 3].map((i) => `<path d="M60 ${80 + 80 * i}H620" stroke="#ccc"/>`);
  return draw(640, 400, text(60, 45, 26, "Income by month") + lines.join("") + bars.join(""));
}

const filled = names;

const frameIn = async (picture: Uint8Array) => frameOf(await decodeImage(picture, { limits }));

async function judge(indexed: Uint8Array, query: Uint8Array) {
  const [stored, asked] = [await frameIn(indexed), lookAt(await frameIn(query))];
  const features = readSignature(Buffer.from(signatureOf(stored), "base64"), "strongest")!;
  const alignment = align(features, ...featuresToAsk(asked.levels));
  return alignment && judgeCopy(lookAtStored(stored), asked, alignment);
}

describe("pictures of one template", () => {
  test("that are filled in otherwise are no copies", async () => {
    const one = await form(filled);
    expect(await judge(one, await form([...filled].reverse()))).toBeNull();
    expect(await judge(await chart(1), await chart(2))).toBeNull();
  });

  test.each([0, 4, 9])("are no copies when field %i alone differs", async (field) => {
    const other = filled.map((value, i) => (i === field ? "something else" : value));
    expect(await judge(await form(filled), await form(other))).toBeNull();
  });
});

// Writing over a form and other content of it are the same to look at.
const kept = transformations.filter(({ name }) => name !== "text_overlay");

describe("a drawn picture", () => {
  test.each(kept)("is known again: $name", async ({ apply }) => {
    for (const picture of [await form(filled), await chart(1)]) {
      expect(await judge(picture, await apply(picture, seededRandom(1)))).not.toBeNull();
    }
  });

  test("has a ground that its details touch, and a photo has none", async () => {
    const groundIn = async (picture: Uint8Array) =>
      readGround(firstLevels(await frameIn(picture), 1)[0]!);
    expect(await groundIn(await form(filled))).toMatchObject({ isDrawn: true });
    expect((await groundIn(await form(filled)))!.value).toBeGreaterThan(250);
    expect(await groundIn(await chart(1))).toMatchObject({ isDrawn: true });
    expect((await groundIn(await drawScene(1)))?.isDrawn ?? false).toBe(false);
  });
});
