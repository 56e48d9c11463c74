import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type DecodedImage,
  type DecodeOptions,
  decodeImage,
  workingSideFor,
} from "../pictures/decode.js";
import { defaultImageLimits } from "../pictures/limits.js";
import { centerSquare } from "../pictures/resize/center-square.js";
import { squareGeometry } from "../pictures/resize/input-geometry.js";
import { resizeBicubic } from "../pictures/resize/resize.js";
import { meanDifference, noisePixels } from "../pictures/test-pictures.js";
import { writeModelInput } from "./preprocess.js";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("centerSquare", () => {
  // Made by Pillow 9.4 from the same noise: resize with BICUBIC, then crop.
  test.each([
    [500, 375, 64, "da20aa2600f8b056e358c9eb6080c09c5dd46bb375d406841a986417f8ce99b4"],
    [61, 47, 64, "8e8f91b177b17027c9a08988a5f7b082ae0d80d8fd8f7ca76439f6c73bfed426"],
    [40, 333, 64, "6e64a69589404e6a5e441e91b724062c1bbd8fbb3214f8e6ee712833bd8c597c"],
    [64, 64, 64, "c04a00147f7d127144115d0864cba9e5a3ee03ba1a0092079bb66a485d7908a4"],
    [65, 64, 64, "27704b860b60b20246d95a3ee317a57ab929c7cedd68e6387f6b7893c3c869d2"],
    [128, 91, 224, "d02d71ad3e34b29e8ead3f9f4014f075d25ed6951e883c2c35b3ff0ba1e5b317"],
    [3, 1, 64, "b1fd566476fb81f07306219db5bd8eca9da0c1202e8376373d06a6b3be031869"],
    [1, 1, 64, "5436cd310d34a247972b01e1612ee2e939b718cb78db9c09543895a9b88d9791"],
  ])("of %i x %i pixels at %i is Pillow's, to the byte", (width, height, size, expected) => {
    expect(sha256(centerSquare(noisePixels(width, height), size))).toBe(expected);
  });
});

describe("resizeBicubic", () => {
  test("gives the same pixels with a crop as without", () => {
    const size = { width: 50, height: 40 };
    const whole = resizeBicubic(noisePixels(173, 211), size);
    const crop = { left: 7, top: 11, width: 13, height: 9 };
    const part = resizeBicubic(noisePixels(173, 211), size, crop);
    for (let row = 0; row < crop.height; row += 1) {
      const start = ((crop.top + row) * size.width + crop.left) * 3;
      const expected = whole.subarray(start, start + crop.width * 3);
      expect(part.subarray(row * crop.width * 3, (row + 1) * crop.width * 3)).toEqual(expected);
    }
  });
});

describe("writeModelInput", () => {
  test("writes normalised planes of red, green and blue", () => {
    const pixels = Uint8Array.from({ length: 2 * 2 * 3 }, (_, index) => [255, 0, 51][index % 3]!);
    const input = new Float32Array(12);
    const geometry = squareGeometry(2);
    const shape = { geometry, mean: [0.5, 0.25, 0.1], std: [0.5, 0.25, 0.2] } as const;
    writeModelInput({ pixels, width: 2, height: 2 }, shape, input);
    [1, 1, 1, 1, -1, -1, -1, -1, 0.5, 0.5, 0.5, 0.5].forEach((expected, index) => {
      expect(input[index]).toBeCloseTo(expected, 6);
    });
  });
});

const archive = fileURLToPath(
  new URL("../../../../../shared/fixtures/clip-preprocess.tar", import.meta.url),
);
const missing = existsSync(archive) ? false : `needs ${archive}`;

describe("on photos with the reference's own crops", () => {
  const directory = mkdtempSync(join(tmpdir(), "revimg-preprocess-"));
  afterAll(() => rmSync(directory, { recursive: true }));
  let photos: string[] = [];
  beforeAll(() => {
    if (missing) return;
    execFileSync("tar", ["-xf", archive, "--strip-components=1", "-C", directory]);
    photos = readdirSync(directory).filter((name) => name.endsWith(".jpg"));
    expect(photos).toHaveLength(24);
  });

  const workingSide = workingSideFor(224);
  const decode = (bytes: Uint8Array, options: Partial<DecodeOptions>) =>
    decodeImage(bytes, { limits: defaultImageLimits, workingSide, ...options });
  const squareOf = ({ pixels, pixelWidth, pixelHeight }: DecodedImage) =>
    centerSquare({ pixels, width: pixelWidth, height: pixelHeight }, 224);
  const expectedOf = async (photo: string) =>
    sharp(join(directory, photo.replace(".jpg", ".reference.png")))
      .removeAlpha()
      .raw()
      .toBuffer();

  test("the model's input is within 1 of 255", async ({ skip }) => {
    if (missing) return skip(missing);
    for (const photo of photos) {
      const bytes = readFileSync(join(directory, photo));
      const square = squareOf(await decode(bytes, { reference: true }));
      const expected = await expectedOf(photo);
      const largest = square.reduce(
        (most, value, index) => Math.max(most, Math.abs(value - expected[index]!)),
        0,
      );
      expect(largest, photo).toBeLessThanOrEqual(1);
    }
  });

  test("so it is for users, but for colour profiles", async ({ skip }) => {
    if (missing) return skip(missing);
    for (const photo of photos) {
      const square = squareOf(await decode(readFileSync(join(directory, photo)), {}));
      expect(meanDifference(square, await expectedOf(photo)), photo).toBeLessThanOrEqual(0.25);
    }
  });

  test.for([
    [1600, 1200, 0.25],
    [4000, 3000, 0.35],
  ] as const)(
    "the reduced copy of %i x %i pixels differs by %d of 255 at most",
    async ([width, height, most], { skip }) => {
      if (missing) return skip(missing);
      for (const photo of photos.slice(0, 2)) {
        const large = await sharp(join(directory, photo))
          .resize(width, height, { fit: "cover", kernel: "cubic" })
          .jpeg({ quality: 92 })
          .toBuffer();
        const fast = await decode(large, {});
        expect(fast.pixelHeight).toBe(workingSide);
        const pixels = await sharp(large).raw().toBuffer();
        const exact = centerSquare({ pixels, width, height }, 224);
        expect(meanDifference(exact, squareOf(fast)), photo).toBeLessThanOrEqual(most);
      }
    },
  );
});
