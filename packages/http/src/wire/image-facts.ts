import { type ImageRecord, type ImageSource, type TagOrigin, webAddress } from "@revimg/core";
import { type ImageView, plainView } from "./image-view.js";

/** What a stranger may know of a picture. Names on the wire are fixed and snake_case. */
export interface ImageFacts {
  id: string;
  /**
   * Absolute path on this server, with the mount prefix. Where reading needs a key, it is
   * signed, and works without one for some time.
   */
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
  /**
   * The folder of the file, such as `photos/2024`: a source of the server and the path
   * below it. Null where the server shows no folders.
   */
  folder: string | null;
  title: string | null;
  /** Of the first source that names one. */
  author: string | null;
  license: string | null;
  /** Pixels, upright. */
  width: number;
  height: number;
  mime_type: string;
  /** When the picture was added, ISO 8601. */
  added_at: string;
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
  | "createdAt"
>;

/** `where` is the path at which the handler is mounted, or says what else is told of each picture. */
export function toImageFacts(image: Described, where: string | ImageView): ImageFacts {
  const { addressOf, folderOf } = typeof where === "string" ? plainView(where) : where;
  const { id, title, width, height } = image;
  return {
    id,
    thumbnail_url: addressOf(id, "thumbnail"),
    image_url: addressOf(id, "original"),
    source_url: webAddress(image.originalUrl),
    source_domain: image.sourceDomain,
    filename: lastPart(image.filename),
    folder: folderOf(image.sources),
    title,
    author: firstOf(image.sources, "author"),
    license: firstOf(image.sources, "license"),
    width,
    height,
    mime_type: image.mimeType,
    added_at: new Date(image.createdAt).toISOString(),
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
