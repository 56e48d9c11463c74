import { families } from "./families/index.js";
import { renderSvg } from "./render.js";

/** A picture of the gallery; listing costs nothing, `svg()` draws. */
export interface GalleryPicture {
  /** Unique, kebab-case: family and title. */
  readonly slug: string;
  readonly family: string;
  readonly title: string;
  readonly author: string;
  /** An SPDX identifier. */
  readonly license: string;
  /** Four to eight, lower-case: family, subject, style, time of day, colours. */
  readonly tags: readonly string[];
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Draws the picture: the same text each time, without fonts or outside references. */
  svg(): string;
}

/** A rendered picture with the metadata that an index wants. */
export interface GalleryItem {
  readonly bytes: Uint8Array;
  readonly filename: string;
  readonly sourceUrl: string;
  readonly title: string;
  readonly author: string;
  readonly license: string;
  readonly tags: string[];
}

export interface GalleryItemsOptions {
  /** Where the gallery is served, for example `http://localhost:3000`; sources are `<baseUrl>/gallery/<slug>`. */
  readonly baseUrl: string;
  /** Stops the iteration, which then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

const RENDERED_AHEAD = 4;

/** All pictures, the families taking turns, so that any first part shows all kinds. */
export const galleryPictures: readonly GalleryPicture[] = listPictures();

const picturesBySlug = new Map(galleryPictures.map((picture) => [picture.slug, picture]));

export function findGalleryPicture(slug: string): GalleryPicture | undefined {
  return picturesBySlug.get(slug);
}

/** The picture as the bytes of a file of type `GALLERY_MIME_TYPE`. */
export function renderGalleryPicture(picture: GalleryPicture): Promise<Uint8Array> {
  return renderSvg(picture.svg());
}

/** Every picture, rendered a few ahead of the consumer, in the order of `galleryPictures`. */
export async function* galleryItems(options: GalleryItemsOptions): AsyncGenerator<GalleryItem> {
  const { signal } = options;
  const base = options.baseUrl.replace(/\/+$/, "");
  const ahead: Promise<Uint8Array>[] = [];
  let started = 0;
  for (const picture of galleryPictures) {
    signal?.throwIfAborted();
    while (started < galleryPictures.length && ahead.length < RENDERED_AHEAD) {
      const rendering = renderGalleryPicture(galleryPictures[started++] as GalleryPicture);
      // A failure is thrown where its picture is due; until then it must not count as unhandled.
      rendering.catch(() => {});
      ahead.push(rendering);
    }
    const bytes = await (ahead.shift() as Promise<Uint8Array>);
    signal?.throwIfAborted();
    const { slug, title, author, license, tags } = picture;
    const sourceUrl = `${base}/gallery/${slug}`;
    yield { bytes, filename: `${slug}.jpg`, sourceUrl, title, author, license, tags: [...tags] };
  }
}

function listPictures(): GalleryPicture[] {
  const longest = Math.max(...families.map((family) => family.pictures.length));
  const pictures: GalleryPicture[] = [];
  for (let turn = 0; turn < longest; turn++) {
    for (const family of families) {
      const planned = family.pictures[turn];
      if (!planned) continue;
      const slug = `${family.name}-${slugOf(planned.title)}`;
      pictures.push({
        ...planned,
        slug,
        family: family.name,
        author: "revimg",
        license: "CC0-1.0",
      });
    }
  }
  return pictures;
}

function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/['’]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
