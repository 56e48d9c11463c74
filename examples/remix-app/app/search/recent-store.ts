import type { QueryPicture } from "./answer";
import { tabTitleOf } from "./headings";
import { addressOf, type SearchAddress } from "./search-address";

/** A search of this visitor. Only this browser knows it. */
export interface RecentSearch {
  address: string;
  title: string;
  /** Address of a small picture; null for words. */
  picture: string | null;
}

const key = "revimg-recent";
const most = 8;

export function readRecent(): RecentSearch[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(value) ? value.filter(isRecent).slice(0, most) : [];
  } catch {
    return [];
  }
}

/** Puts a search first. Pictures that are kept nowhere but in this page have no thumbnail. */
export function rememberSearch(search: SearchAddress, pictures: readonly QueryPicture[]): void {
  const address = addressOf(search);
  const title = tabTitleOf({ search, pictures }).replace(/ – revimg$/, "");
  const entry = { address, title, picture: pictures[0]?.url ?? null };
  const others = readRecent().filter((other) => other.address !== address);
  write([entry, ...others].slice(0, most));
}

export function forgetRecent(): void {
  write([]);
}

function write(entries: RecentSearch[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(entries));
  } catch {
    // A full or forbidden storage only means that nothing is remembered.
  }
}

function isRecent(value: unknown): value is RecentSearch {
  if (typeof value !== "object" || value === null) return false;
  const { address, title, picture } = value as Record<string, unknown>;
  const isAddress = typeof address === "string" && address.startsWith("/search?");
  return (
    isAddress && typeof title === "string" && (picture === null || typeof picture === "string")
  );
}
