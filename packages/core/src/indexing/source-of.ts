import { domainOf } from "../lib/identity.js";
import type { ImageSource } from "../stores/image-record.js";
import type { Candidate } from "./candidate.js";

/** What a candidate says about where its picture comes from; of a picture in memory perhaps nothing. */
export function sourceOf({ file, metadata, validators }: Candidate): ImageSource {
  const { sourceUrl, pageUrl, title, author, license, tags } = metadata;
  const source: ImageSource = {};
  const domain = domainOf(sourceUrl ?? pageUrl);
  if (sourceUrl) source.url = sourceUrl;
  if (pageUrl) source.pageUrl = pageUrl;
  if (domain) source.domain = domain;
  if (file) Object.assign(source, file);
  Object.assign(source, validators);
  if (title) source.title = title;
  if (author) source.author = author;
  if (license) source.license = license;
  if (tags) source.tags = tags;
  return source;
}
