import sharp, { type Sharp } from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import type { Revimg } from "../../api/revimg.js";
import { createRevimg } from "../../open/create-revimg.js";
import { memoryBlobs, memoryMetadata, memoryVectors } from "../../stores/memory/index.js";
import { collect } from "../../testing/temporary.js";

const shapes = {
  star: `<path d="M160 10 200 120 310 120 220 190 260 310 160 235 60 310 100 190 10 120 120 120Z" fill="INK"/>`,
  grid: `<g stroke="INK" fill="none" stroke-width="12"><path d="M20 10V310M80 10V310M140 10V310M200 10V310M260 10V310M10 20H310M10 80H310M10 140H310M10 200H310M10 260H310"/><circle cx="160" cy="160" r="70"/></g>`,
};

/** Line art on nothing. */
function drawing(shape: keyof typeof shapes, ink: string) {
  const body = shapes[shape].replaceAll("INK", ink);
  return sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="320" height="320">${body}</svg>`),
  );
}

const formats: Record<string, (picture: Sharp) => Sharp> = {
  png: (picture) => picture.png(),
  "palette.png": (picture) => picture.png({ palette: true, colours: 16 }),
  "16-bit.png": (picture) => picture.toColourspace("rgb16").png(),
  "grey.png": (picture) => picture.toColourspace("b-w").png(),
  webp: (picture) => picture.webp({ lossless: true }),
  gif: (picture) => picture.gif(),
  tiff: (picture) => picture.tiff({ compression: "lzw" }),
};

const inks = { white: "#fff", half: "rgba(255,255,255,0.45)", grey: "#808080", black: "#000" };

const plain = (background: string | object, format: "png" | "tiff") =>
  sharp({ create: { width: 200, height: 200, channels: 4, background: background as string } })
    .toFormat(format, format === "tiff" ? { compression: "lzw" } : {})
    .toBuffer();

const moving = async (last: string) => {
  const frames = ["#246", "#642", last].map((background) =>
    sharp({ create: { width: 120, height: 90, channels: 3, background } })
      .composite([{ input: Buffer.from(`<svg width="80" height="60"><circle r="50"/></svg>`) }])
      .png()
      .toBuffer(),
  );
  const pages = await Promise.all(frames);
  return sharp(pages, { join: { animated: true } })
    .gif()
    .toBuffer();
};

let revimg: Revimg;
const pictures = new Map<string, Buffer>();

beforeAll(async () => {
  revimg = await createRevimg({
    model: "mini",
    metadata: memoryMetadata(),
    vectors: memoryVectors(),
    blobs: memoryBlobs(),
  });
  for (const shape of ["star", "grid"] as const) {
    for (const [name, ink] of Object.entries(inks)) {
      pictures.set(`${shape} ${name}.png`, await drawing(shape, ink).png().toBuffer());
    }
    for (const [name, convert] of Object.entries(formats)) {
      pictures.set(`${shape} white.${name}`, await convert(drawing(shape, "#fff")).toBuffer());
    }
  }
  pictures.set("plain white.png", await plain("#fff", "png"));
  pictures.set("plain black.png", await plain("#000", "png"));
  pictures.set("clear red.png", await plain({ r: 255, g: 0, b: 0, alpha: 0 }, "png"));
  pictures.set("red at last.gif", await moving("#f00"));
  const items = [...pictures].map(([filename, bytes]) => ({ bytes, filename }));
  await collect(revimg.index(items));
  return () => revimg.close();
});

/** Tiers and similarities of all pictures, by name. */
async function found(image: Uint8Array) {
  const { matches } = await revimg.search({ image, limit: 50 });
  return new Map(matches.map((match) => [match.filename, match]));
}

describe("light drawings on transparency", () => {
  const names = Object.keys(formats).map((name) => `white.${name}`);

  test.each([...names, "half.png"])("are told apart: %s", async (name) => {
    const matches = await found(pictures.get(`star ${name}`)!);
    expect(matches.get(`star ${name}`)?.tier).toBe("exact");
    for (const [filename, { tier, similarity }] of matches) {
      if (!filename.startsWith("grid")) continue;
      expect(tier, filename).toBe("similar");
      expect(similarity, filename).toBeLessThan(0.99);
    }
  });

  test("are exact in another format, and not in another ink", async () => {
    const matches = await found(pictures.get("star white.png")!);
    for (const name of ["webp", "tiff"]) {
      expect(matches.get(`star white.${name}`)).toMatchObject({
        tier: "exact",
        evidence: { by: "pixels" },
      });
    }
    for (const name of ["half", "grey", "black"]) {
      expect(matches.get(`star ${name}.png`)?.tier).not.toBe("exact");
    }
  });
});

describe("what shows almost nothing", () => {
  test.each([
    ["white, saved in another format", "plain white.png", () => plain("#fff", "tiff")],
    [
      "fully transparent, with other hidden colours",
      "clear red.png",
      () => plain({ r: 0, g: 0, b: 255, alpha: 0 }, "png"),
    ],
    ["fully transparent, beside white", "plain white.png", () => plain("#ffffff00", "png")],
  ])("is similar: %s", async (_, filename, draw) => {
    const match = (await found(await draw())).get(filename);
    expect(match).toMatchObject({ tier: "similar", evidence: null });
  });

  test("is exact by equal bytes", async () => {
    const match = (await found(pictures.get("plain white.png")!)).get("plain white.png");
    expect(match).toMatchObject({ tier: "exact", evidence: { by: "bytes" } });
  });
});

test("an animation is not exact by its first frame", async () => {
  const match = (await found(await moving("#0f0"))).get("red at last.gif");
  expect(match?.evidence?.by).not.toBe("pixels");
});

test("pictures without content that were hashed by an earlier version are similar", async () => {
  const metadata = memoryMetadata();
  const stores = { metadata, vectors: memoryVectors(), blobs: memoryBlobs() };
  await using old = await createRevimg({ model: "mini", ...stores });
  const items = [await plain("#fff", "png"), await plain("#fff", "tiff")];
  const events = await collect(
    old.index(items.map((bytes, i) => ({ bytes, filename: `${i}.png` }))),
  );
  const ids = events.flatMap((event) => (event.type === "added" ? [event.id] : []));
  const records = await metadata.get(ids);
  const pixelHash = "a".repeat(64);
  await metadata.put(records.map((record) => ({ ...record!, pixelHash })));
  const { matches } = await old.search({ id: ids[0]! });
  expect(matches.map(({ tier }) => tier)).toEqual(["similar"]);
});
