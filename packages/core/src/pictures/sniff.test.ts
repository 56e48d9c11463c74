import { gzipSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { sniffImageType } from "./sniff.js";
import { drawScene } from "./test-pictures.js";

const latin1 = (text: string) => Buffer.from(text, "latin1");
const container = (...brands: string[]) =>
  Buffer.concat([
    Buffer.from([0, 0, 0, 16 + 4 * (brands.length - 1)]),
    latin1(`ftyp${brands[0]}\0\0\0\0${brands.slice(1).join("")}`),
    Buffer.alloc(32),
  ]);

describe("sniffImageType", () => {
  test.each(["jpeg", "png", "webp", "gif", "tiff", "avif"] as const)("knows %s", async (format) => {
    const picture = await sharp(await drawScene(1, 32, 24))
      .toFormat(format)
      .toBuffer();
    expect(sniffImageType(picture)).toBe(`image/${format}`);
  });

  test("knows an AVIF whose major brand is the general one", () => {
    expect(sniffImageType(container("mif1", "mif1", "avif"))).toBe("image/avif");
  });

  test.each([
    ["HEIC", container("heic", "mif1", "heic"), /HEIC/],
    ["HEIF", container("mif1", "heic"), /HEIC/],
    ["a video", container("isom", "mp42"), /video/],
    ["SVG", latin1('<?xml version="1.0"?>\n<!-- a --><svg xmlns="…">'), /SVG/],
    ["SVG alone", latin1("\xef\xbb\xbf <svg>"), /SVG/],
    ["PDF", latin1("%PDF-1.7 …"), /PDF/],
    ["BMP", latin1(`BM${"\0".repeat(60)}`), /BMP/],
    ["JPEG XL", latin1("\xff\x0a\0\0\0\0"), /JPEG XL/],
  ])("refuses %s as unsupported", (_, bytes, message) => {
    expect(() => sniffImageType(bytes)).toThrow(
      expect.objectContaining({ code: "unsupported", message: expect.stringMatching(message) }),
    );
  });

  test.each([
    ["an empty file", latin1(""), /empty/],
    ["text", latin1("Not found\n"), /is text/],
    ["text cut inside a character", Buffer.from(`x${"é".repeat(600)}`), /is text/],
    ["a page that holds a drawing", latin1("<html><body><svg></svg>"), /is text \(a web page\)/],
    [
      "a page",
      latin1("\xef\xbb\xbf\n<!-- a -->\n<!DOCTYPE html>\n<title>"),
      /a web page.*Save the/,
    ],
    ["a page in XML", latin1('<?xml version="1.0"?>\n<html xmlns="…">'), /a web page/],
    ["a data: URL", latin1("data:image/png;base64,iVBORw0KGgo"), /data: URL.*Decode/],
    ["a JPEG in base64", latin1("/9j/4AAQSkZJRgABAQ"), /base64\).*Decode/],
    ["a WebP in base64", latin1("UklGRi4uLi5XRUJQ"), /base64\).*Decode/],
    ["an AVIF in base64", latin1("AAAAIGZ0eXBhdmlm"), /base64\).*Decode/],
    ["gzip", gzipSync("a picture"), /gzip-compressed data.*Decompress it first/],
    ["a ZIP archive", latin1("PK\x03\x04\x14\0\0\0"), /ZIP archive.*Unpack it first/],
    ["zstd", latin1("\x28\xb5\x2f\xfd\x04\0"), /zstd-compressed.*Decompress it first/],
    ["a short file", latin1("\xff\xd8"), /no known picture format/],
    ["noise", latin1("\x07\x12\x00\x99\xfe\x13"), /no known picture format/],
  ])("refuses %s as no picture", (_, bytes, message) => {
    expect(() => sniffImageType(bytes)).toThrow(
      expect.objectContaining({
        code: "image_decode_failed",
        message: expect.stringMatching(message),
      }),
    );
  });

  test("reads a view into a larger buffer", () => {
    const bytes = latin1("12345\x89PNG\r\n\x1a\n");
    expect(sniffImageType(bytes.subarray(5))).toBe("image/png");
  });
});
