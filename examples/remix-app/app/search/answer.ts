import type { KeywordDetail, SearchResponse, SimilarImage } from "@revimg/http/client";
import type { Problem } from "~/lib/problem";
import type { PicturePart, SearchAddress } from "./search-address";

/** A picture of the query as the page shows it. */
export interface QueryPicture {
  part: PicturePart;
  /** Null where there is nothing to show. */
  url: string | null;
  name: string;
}

/** One page of matches, and what was measured about the whole. */
export interface Answer {
  matches: SimilarImage[];
  nextCursor: string | null;
  /** Similarity below which a match hardly looks like the query; null where nothing is measured. */
  alikeFrom: number | null;
  /** Whether anything stands out from what a library of this size holds by chance. */
  standsOut: boolean;
  keywords: KeywordDetail[];
  /** True when a filter left so few that the search stopped looking. */
  truncated: boolean;
}

/** What the server found for an address. */
export type Found = { search: SearchAddress; pictures: QueryPicture[]; unlike: QueryPicture[] } & (
  | { answer: Answer; problem: null }
  | { answer: null; problem: Problem }
);

/** A later page: it only adds matches. */
export type NextPage = Pick<SearchResponse, "similar_images" | "next_cursor">;
