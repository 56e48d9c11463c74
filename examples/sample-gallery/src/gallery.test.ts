import sharp from "sharp";
import { describe, expect, it } from "vitest";
import {
  findGalleryPicture,
  GALLERY_MIME_TYPE,
  type GalleryItem,
  type GalleryPicture,
  galleryItems,
  galleryPictures,
  renderGalleryPicture,
} from "./index.js";

/** One picture of every family. */
const samples = [...new Map(galleryPictures.map((picture) => [picture.family, picture])).values()];

/** Every picture's SVG by its slug, drawn once for all tests here. */
const drawings = new Map(galleryPictures.map((picture) => [picture.slug, picture.svg()]));

const countOf = (values: readonly string[]) => new Set(values).size;

describe("the list", () => {
  it("holds at least 240 pictures in at least 22 families", () => {
    expect(galleryPictures.length).toBeGreaterThanOrEqual(240);
    expect(samples.length).toBeGreaterThanOrEqual(22);
  });

  it("gives every picture a slug, a title and an SVG of its own", () => {
    const total = galleryPictures.length;
    expect(countOf(galleryPictures.map((picture) => picture.slug))).toBe(total);
    expect(countOf(galleryPictures.map((picture) => picture.title))).toBe(total);
    expect(countOf([...drawings.values()])).toBe(total);
  });

  it("uses slugs that fit into a URL and a file name", () => {
    for (const { slug, family } of galleryPictures) {
      expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(slug.startsWith(`${family}-`)).toBe(true);
    }
  });

  it("tags every picture with four to eight different lower-case words", () => {
    for (const { slug, tags } of galleryPictures) {
      expect(tags.length, slug).toBeGreaterThanOrEqual(4);
      expect(tags.length, slug).toBeLessThanOrEqual(8);
      expect(countOf(tags), slug).toBe(tags.length);
      for (const tag of tags) expect(tag, slug).toBe(tag.toLowerCase().trim());
    }
  });

  it("shows every family once before any comes again", () => {
    const first = galleryPictures.slice(0, samples.length).map((picture) => picture.family);
    expect(countOf(first)).toBe(samples.length);
  });

  it("finds a picture by its slug, and none by an unknown one", () => {
    for (const picture of samples) expect(findGalleryPicture(picture.slug)).toBe(picture);
    expect(findGalleryPicture("no-such-picture")).toBeUndefined();
  });
});

describe("drawing", () => {
  it("needs no fonts and nothing from outside", () => {
    for (const [slug, svg] of drawings) {
      expect(svg, slug).not.toMatch(/<text|<image|<style|font-|href=/);
    }
  });

  it("writes only finite numbers and defined values", () => {
    for (const [slug, svg] of drawings) {
      expect(svg, slug).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  it("gives the same bytes every time", async () => {
    for (const picture of samples) {
      const [first, second] = [
        await renderGalleryPicture(picture),
        await renderGalleryPicture(picture),
      ];
      expect(Buffer.compare(first, second), picture.slug).toBe(0);
    }
  });

  it("renders every picture to its size, in its format, and never flat", async () => {
    let index = 0;
    for await (const item of galleryItems({ baseUrl: "http://localhost" })) {
      const picture = galleryPictures[index++] as GalleryPicture;
      const image = sharp(item.bytes);
      const [metadata, { channels }] = [await image.metadata(), await image.stats()];
      expect(`image/${metadata.format}`, picture.slug).toBe(GALLERY_MIME_TYPE);
      expect([metadata.width, metadata.height], picture.slug).toEqual([
        picture.width,
        picture.height,
      ]);
      const contrast = Math.max(...channels.map((channel) => channel.stdev));
      expect(contrast, picture.slug).toBeGreaterThan(15);
    }
    expect(index).toBe(galleryPictures.length);
  }, 240_000);
});

describe("galleryItems", () => {
  const take = async (count: number, items: AsyncIterable<GalleryItem>) => {
    const taken: GalleryItem[] = [];
    for await (const item of items) {
      taken.push(item);
      if (taken.length === count) break;
    }
    return taken;
  };

  it("yields the pictures in the order of the list, with their metadata", async () => {
    const items = await take(9, galleryItems({ baseUrl: "http://localhost:3000/" }));
    for (const [index, item] of items.entries()) {
      const picture = galleryPictures[index] as GalleryPicture;
      const { slug, title, author, license, tags } = picture;
      const { bytes, ...metadata } = item;
      expect(Buffer.compare(bytes, await renderGalleryPicture(picture)), slug).toBe(0);
      expect(metadata).toEqual({
        filename: `${slug}.jpg`,
        sourceUrl: `http://localhost:3000/gallery/${slug}`,
        title,
        author,
        license,
        tags,
      });
    }
  });

  it("throws the signal's reason when aborted between two pictures", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const items = galleryItems({ baseUrl: "http://localhost", signal: controller.signal });
    expect((await items.next()).done).toBe(false);
    controller.abort(reason);
    await expect(items.next()).rejects.toBe(reason);
  });

  it("draws nothing when the signal is aborted from the start", async () => {
    const reason = { code: "stop" };
    const items = galleryItems({ baseUrl: "http://localhost", signal: AbortSignal.abort(reason) });
    await expect(items.next()).rejects.toBe(reason);
  });
});
