import { type ImageRecord, type ImageSource, type TagOrigin, webAddress } from "@revimg/core";

/** What a stranger may know of a picture. Names on the wire are fixed and snake_case. */
export interface ImageFacts {
  id: string;
  /** Absolute path on this server, with the mount prefix. */
  thumbnail_url: string;
  /** Absolute path of the original on this server; 404 when originals are not kept. */
  image_url: string;
  /**
   * Where the picture was first found, or null. Like all addresses here, it is http
   * or https and has no password.
   */
  source_url: string | null;
  /** Host name of that place without `www.`, or null. */
  source_domain: string | null;
  /** Last part of the file's name; never a path. */
  filename: string;
  title: string | null;
  /** Of the first source that names one. */
  author: string | null;
  license: string | null;
  /** Pixels, upright. */
  width: number;
  height: number;
  mime_type: string;
  /** Every place that a stranger may see. Files on the server's disk are left out. */
  sources: SourceDetail[];
  tags: { tag: string; confidence: number; origin: TagOrigin }[];
}

export interface SourceDetail {
  url: string | null;
  page_url: string | null;
  domain: string | null;
  title: string | null;
  author: string | null;
  license: string | null;
}

/** What the facts are taken from: a row, or a match of a search. */
type Described = Pick<
  ImageRecord,
  | "id"
  | "filename"
  | "originalUrl"
  | "sourceDomain"
  | "title"
  | "width"
  | "height"
  | "mimeType"
  | "sources"
  | "tags"
>;

export function toImageFacts(image: Described, basePath: string): ImageFacts {
  const imageUrl = `${basePath}/image/${encodeURIComponent(image.id)}`;
  const { id, title, width, height } = image;
  return {
    id,
    thumbnail_url: `${imageUrl}?variant=thumbnail`,
    image_url: imageUrl,
    source_url: webAddress(image.originalUrl),
    source_domain: image.sourceDomain,
    filename: lastPart(image.filename),
    title,
    author: firstOf(image.sources, "author"),
    license: firstOf(image.sources, "license"),
    width,
    height,
    mime_type: image.mimeType,
    sources: image.sources.map(toSourceDetail).filter(saysSomething),
    tags: image.tags.map(({ tag, confidence, origin }) => ({ tag, confidence, origin })),
  };
}

function toSourceDetail(source: ImageSource): SourceDetail {
  return {
    url: webAddress(source.url),
    page_url: webAddress(source.pageUrl),
    domain: source.domain ?? null,
    title: source.title ?? null,
    author: source.author ?? null,
    license: source.license ?? null,
  };
}

function saysSomething(source: SourceDetail): boolean {
  return Object.values(source).some((value) => value !== null);
}

function firstOf(sources: readonly ImageSource[], key: "author" | "license"): string | null {
  return sources.find((source) => source[key] !== undefined)?.[key] ?? null;
}

function lastPart(filename: string): string {
  return filename.split(/[/\\]/).at(-1) ?? "";
}
