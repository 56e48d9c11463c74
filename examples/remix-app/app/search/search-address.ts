import { type Filters, filterParameters, noFilters, readFilters } from "./filters";
import { type Region, readRegion, regionText } from "./region";

/** One picture of a query, by where it is kept. */
export type PicturePart =
  | { kind: "upload"; id: string }
  | { kind: "like"; id: string }
  | { kind: "url"; id: string }
  | { kind: "sample"; id: string }
  /** An embedding made in the browser: `{model}~{code}`. */
  | { kind: "vector"; id: string };

/** A search as its address says it. Equal searches have equal addresses. */
export interface SearchAddress {
  pictures: PicturePart[];
  /** Ids of indexed pictures that the matches should be unlike. */
  unlike: string[];
  text: string;
  /** A part of the picture, where there is only one. */
  region: Region | null;
  filters: Filters;
  sort: Sort;
}

const sorts = ["alike", "newest", "largest", "name"] as const;
export type Sort = (typeof sorts)[number];

const kinds = ["upload", "like", "url", "sample", "vector"] as const;

/** Pictures in one query, of each kind of wish. The API takes 16 parts in all. */
export const mostPictures = 6;
const longestText = 1_000;

export const emptySearch: SearchAddress = {
  ...{ pictures: [], unlike: [], text: "", region: null, filters: noFilters, sort: "alike" },
};

export function readSearchAddress(parameters: URLSearchParams): SearchAddress {
  const pictures: PicturePart[] = [];
  for (const [name, id] of parameters) {
    const kind = kinds.find((each) => each === name);
    const isKnown = pictures.some((part) => part.kind === kind && part.id === id);
    if (kind && id !== "" && !isKnown && pictures.length < mostPictures)
      pictures.push({ kind, id });
  }
  const isOne = pictures.length === 1 && pictures[0]?.kind !== "vector";
  const sort = parameters.get("sort");
  return {
    pictures,
    unlike: [...new Set(parameters.getAll("unlike"))].filter(Boolean).slice(0, mostPictures),
    text: (parameters.get("text") ?? "").trim().slice(0, longestText),
    region: isOne ? readRegion(parameters.get("region")) : null,
    filters: readFilters(parameters),
    sort: sorts.find((each) => each === sort) ?? "alike",
  };
}

/** The path and query that `readSearchAddress` reads; the start page for an empty search. */
export function addressOf(search: SearchAddress): string {
  if (isEmpty(search)) return "/";
  const parameters = new URLSearchParams();
  for (const { kind, id } of search.pictures) parameters.append(kind, id);
  for (const id of search.unlike) parameters.append("unlike", id);
  if (search.text) parameters.set("text", search.text);
  if (search.region) parameters.set("region", regionText(search.region));
  for (const [name, value] of filterParameters(search.filters)) parameters.append(name, value);
  if (search.sort !== "alike") parameters.set("sort", search.sort);
  return `/search?${parameters}`;
}

/** Whether nothing says what to look for. */
export function isEmpty({ pictures, text }: SearchAddress): boolean {
  return pictures.length === 0 && text === "";
}

/** The same question, whatever the filters and the order of the answer. */
export function isSameQuestion(one: SearchAddress, other: SearchAddress): boolean {
  const question = (search: SearchAddress) =>
    addressOf({ ...search, filters: noFilters, sort: "alike" });
  return question(one) === question(other);
}

/** What a person typed: an address of a picture, or words. */
export function searchOfWords(typed: string): SearchAddress {
  const text = typed.trim();
  const address = webAddressIn(text);
  return address === null
    ? { ...emptySearch, text: text.slice(0, longestText) }
    : { ...emptySearch, pictures: [{ kind: "url", id: address }] };
}

/** A web address that stands alone, with or without its scheme; else null. */
export function webAddressIn(text: string): string | null {
  const bare =
    /^(www\.[\w-]+|[\w-]+(\.[\w-]+)*\.[a-z]{2,})\/\S+\.(jpe?g|png|webp|gif|avif)(\?\S*)?$/i;
  const candidate = bare.test(text) ? `https://${text}` : text;
  if (!/^https?:\/\/\S+$/i.test(candidate) || !URL.canParse(candidate)) return null;
  return new URL(candidate).href;
}
