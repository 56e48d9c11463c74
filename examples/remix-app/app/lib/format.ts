import type { SimilarImage } from "@revimg/http";

const integer = new Intl.NumberFormat("en");

export function countOf(count: number, one: string, many: string): string {
  return `${integer.format(count)} ${count === 1 ? one : many}`;
}

/** Cosine similarity as whole percent. Only equal pictures reach 100. */
export function percentOf(match: Pick<SimilarImage, "similarity" | "tier">): number {
  const percent = Math.max(0, Math.round(match.similarity * 100));
  return match.tier === "exact" ? percent : Math.min(percent, 99);
}

/** What a picture is called: its title, or the name of its file. */
export function nameOf(picture: { title: string | null; filename: string }): string {
  return picture.title ?? picture.filename;
}

/** A name that may break after its punctuation, as file names need it. */
export function breakable(name: string): string {
  return name.replace(/[_.-]+(?=\w)/g, "$&\u200b");
}

export function formatOf(mimeType: string): string {
  return (mimeType.split("/")[1] ?? mimeType).replace(/\+.*$/, "").toUpperCase();
}

/** Only web addresses become links: a source is written by strangers. */
export function webAddress(url: string | null): string | null {
  return url !== null && /^https?:\/\//i.test(url) ? url : null;
}
