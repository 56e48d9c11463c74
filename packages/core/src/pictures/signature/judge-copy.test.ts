import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { seededRandom, transformations } from "../../evaluation/index.js";
import { decodeImage } from "../decode.js";
import { defaultImageLimits as limits } from "../limits.js";
import { drawScene } from "../test-pictures.js";
import { lookAt, lookAtStored } from "./compare-frames.js";
import { featuresToAsk } from "./features.js";
import { frameOf } from "./frame.js";
import { type Alignment, align, judgeCopy } from "./judge-copy.js";
import { type KeptPart, readSignature, signatureOf } from "./signature.js";

async function frameIn(picture: Uint8Array) {
  return frameOf(await decodeImage(picture, { limits }));
}

/** What is told of a query picture beside an indexed one. */
async function judge(indexed: Uint8Array, query: Uint8Array, part: KeptPart = "strongest") {
  const [stored, asked] = [await frameIn(indexed), lookAt(await frameIn(query))];
  const features = readSignature(Buffer.from(signatureOf(stored), "base64"), part)!;
  const alignment = align(features, ...featuresToAsk(asked.levels), part);
  return alignment && judgeCopy(lookAtStored(stored), asked, alignment);
}

/** The same where the indexed picture is known to lie in a certain way. */
async function judgeAligned(indexed: Uint8Array, query: Uint8Array, alignment: Alignment) {
  const [stored, asked] = [await frameIn(indexed), await frameIn(query)];
  return judgeCopy(lookAtStored(stored), lookAt(asked), alignment);
}

/** Scenes with a texture, as photos have one. */
async function texturedScene(seed: number): Promise<Buffer> {
  const random = seededRandom(seed);
  const dots = Array.from({ length: 160 }, () => {
    const [x, y, r] = [random() * 480, random() * 320, 2 + random() * 9];
    return `<circle cx="${x}" cy="${y}" r="${r}" fill="hsl(${random() * 360} 60% ${20 + random() * 60}%)"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="320">${dots.join("")}</svg>`;
  return sharp(await drawScene(seed))
    .composite([{ input: Buffer.from(svg) }])
    .png()
    .toBuffer();
}

const asItIs = { a: 1, b: 0, dx: 0, dy: 0 };

const scenes = await Promise.all([1, 2, 3].map(texturedScene));
const scene = scenes[0]!;

const edits: Record<string, string[]> = {
  crop: ["cropped"],
  jpeg_q20: ["resaved"],
  resize_25: ["resaved"],
  text_overlay: ["overlaid"],
  brightness_up: ["recoloured"],
  brightness_down: ["recoloured"],
  contrast_up: ["recoloured"],
  contrast_down: ["recoloured"],
  rotation_filled: ["framed", "rotated"],
  rotation_cropped: ["cropped", "rotated"],
  border: ["framed"],
  mirror: ["mirrored"],
};

describe("an edited copy", () => {
  test.each(transformations)("$name is told, with what was done", async ({ name, apply }) => {
    const copy = await judge(scene, await apply(scene, seededRandom(1)));
    expect(copy?.edits).toEqual(edits[name]);
    if (name === "crop") expect(copy?.overlap).toBeCloseTo(0.6, 1);
  });

  test("is told by which way it is turned", async () => {
    const turned = await sharp(scene).rotate(7, { background: "#fff" }).png().toBuffer();
    expect((await judge(scene, turned))?.rotation).toBeCloseTo(7, 0);
    const mirrored = await sharp(turned).flop().png().toBuffer();
    const copy = await judge(scene, mirrored);
    expect(copy?.edits).toContain("mirrored");
    expect(copy?.rotation).toBeCloseTo(-7, 0);
  });

  test("may be the smaller part: the indexed picture is cropped, the query is whole", async () => {
    const part = await sharp(scene)
      .extract({ left: 100, top: 60, width: 330, height: 230 })
      .jpeg()
      .toBuffer();
    expect((await judge(part, scene))?.edits).toEqual(["framed"]);
  });
});

test("a quarter of a picture is told at any place, by all features that are kept of it", async () => {
  const known: Record<KeptPart, number> = { strongest: 0, all: 0 };
  for (const scene of scenes) {
    for (let place = 0; place < 9; place++) {
      const [left, top] = [120 * (place % 3), 80 * Math.floor(place / 3)];
      const size = { left, top, width: 240, height: 160 };
      const quarter = await sharp(scene).extract(size).jpeg({ quality: 90 }).toBuffer();
      for (const part of ["strongest", "all"] as const) {
        if ((await judge(scene, quarter, part))?.edits.includes("cropped")) known[part]++;
      }
    }
  }
  expect(known.strongest).toBeLessThan(16);
  expect(known.all).toBeGreaterThan(19);
});

describe("a copy in other colours", () => {
  const changed: [string, (picture: Buffer) => Sharp][] = [
    ["without any", (picture) => sharp(picture).greyscale()],
    ["a sixth of the circle further", (picture) => sharp(picture).modulate({ hue: 60 })],
  ];
  test.each(changed)("is told: %s", async (_, change) => {
    for (const scene of scenes) {
      const copy = await judge(scene, await change(scene).jpeg().toBuffer());
      expect(copy?.edits).toContain("recoloured");
    }
  });
});

/** Two colours, one above the other. */
function horizon(above: string, below: string): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="100%" height="100%" fill="${above}"/><path d="M0 170H400V300H0Z" fill="${below}"/></svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 85 }).toBuffer();
}

describe("another picture", () => {
  test("is what few features in common mean where colours differ or half is covered", async () => {
    const recoloured = await sharp(scene).modulate({ hue: 60 }).jpeg().toBuffer();
    const other = await sharp(scenes[1]!).resize(480, 144, { fit: "cover" }).toBuffer();
    const covered = await sharp(scene)
      .composite([{ input: other, left: 0, top: 0 }])
      .png()
      .toBuffer();
    for (const query of [recoloured, covered]) {
      const told = [
        ["strongest", 20],
        ["strongest", 8],
        ["all", 30],
        ["all", 20],
      ] as const;
      const areCopies = told.map(async ([part, support]) => {
        const alignment = { placement: asItIs, isMirrored: false, support, part };
        return (await judgeAligned(scene, query, alignment)) !== null;
      });
      expect(await Promise.all(areCopies)).toEqual([true, false, true, false]);
    }
  });

  test("with an edge at the same place and in the same direction is no copy", async () => {
    const [one, other] = [await horizon("#88a", "#432"), await horizon("#dcb", "#163")];
    const alignment = {
      placement: asItIs,
      isMirrored: false,
      support: 0,
      part: "strongest" as const,
    };
    expect(await judgeAligned(one, other, alignment)).toBeNull();
    expect(await judgeAligned(one, one, alignment)).not.toBeNull();
  });

  test("is no copy", async () => {
    for (const other of scenes.slice(1)) expect(await judge(scene, other)).toBeNull();
  });

  test("of one colour is no copy, not even of itself", async () => {
    const plain = (background: string) =>
      sharp({ create: { width: 300, height: 200, channels: 3, background } })
        .png()
        .toBuffer();
    expect(await judge(await plain("#777"), await plain("#787878"))).toBeNull();
  });

  test("that shares a part of the same motif is no copy", async () => {
    const half = await sharp(scene)
      .extract({ left: 0, top: 0, width: 200, height: 320 })
      .toBuffer();
    const mixed = await sharp(scenes[1]!)
      .composite([{ input: half, left: 0, top: 0 }])
      .png()
      .toBuffer();
    const copy = await judge(scene, mixed);
    // Two fifths of the same picture, the rest another one: told as overlaid at most, never as whole.
    expect(copy?.edits ?? ["overlaid"]).toContain("overlaid");
  });
});
