import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { withComment } from "./pictures.js";

describe("withComment", () => {
  it("changes the bytes and leaves the pixels", async () => {
    const create = { width: 32, height: 24, channels: 3, background: "#c41" } as const;
    const jpeg = new Uint8Array(await sharp({ create }).jpeg().toBuffer());
    const [first, second] = [withComment(jpeg, 1), withComment(jpeg, 2)];
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(false);
    const pixels = (bytes: Uint8Array) => sharp(bytes, { failOn: "warning" }).raw().toBuffer();
    expect((await pixels(first)).equals(await pixels(jpeg))).toBe(true);
    expect((await pixels(second)).equals(await pixels(jpeg))).toBe(true);
  });
});
