import type { FilterRequest } from "@revimg/http/client";

/** What narrows an answer, as its address says it. */
export interface Filters {
  /** Tags that a picture must all carry. */
  tags: string[];
  /** Host name of a source; empty for any. */
  domain: string;
  /** As a match shows it, such as `photos/2024`, with all folders below; empty for any. */
  folder: string;
  /** Days on which the picture may have been added, `2026-11-29`; empty for any. */
  after: string;
  before: string;
  /** Pixels of the width, at least; 0 for any. */
  width: number;
  /** Only copies of the query picture. */
  copies: boolean;
}

export const noFilters: Filters = {
  ...{ tags: [], domain: "", folder: "", after: "", before: "", width: 0, copies: false },
};

const mostTags = 5;
const day = /^\d{4}-\d{2}-\d{2}$/;

export function readFilters(parameters: URLSearchParams): Filters {
  const text = (name: string) => (parameters.get(name) ?? "").trim().slice(0, 200);
  const dayOf = (name: string) => (isDay(text(name)) ? text(name) : "");
  const tags = parameters.getAll("tag").map((tag) => tag.trim().slice(0, 200));
  const width = Number(parameters.get("width") ?? 0);
  return {
    tags: [...new Set(tags)].filter(Boolean).slice(0, mostTags),
    domain: domainOf(text("domain")),
    folder: text("folder").replace(/^\/+|\/+$/g, ""),
    after: dayOf("after"),
    before: dayOf("before"),
    width: Number.isSafeInteger(width) && width > 0 ? width : 0,
    copies: parameters.get("copies") === "1",
  };
}

/** The parameters of an address that `readFilters` reads. */
export function filterParameters(filters: Filters): [string, string][] {
  const { tags, domain, folder, after, before, width, copies } = filters;
  const all: [string, string][] = [
    ...tags.map((tag): [string, string] => ["tag", tag]),
    ["domain", domain],
    ["folder", folder],
    ["after", after],
    ["before", before],
    ["width", width > 0 ? String(width) : ""],
    ["copies", copies ? "1" : ""],
  ];
  return all.filter(([, value]) => value !== "");
}

/** The filter that the API knows; undefined where everything may come. */
export function filterRequest(filters: Filters): FilterRequest | undefined {
  const { tags, domain, folder, after, before, width } = filters;
  const filter: FilterRequest = {
    ...(tags.length > 0 && { tags }),
    ...(domain !== "" && { domain }),
    ...(folder !== "" && { folder }),
    ...(width > 0 && { width: { gte: width } }),
    ...((after !== "" || before !== "") && {
      created_at: {
        ...(after !== "" && { gte: after }),
        ...(before !== "" && { lt: dayAfter(before) }),
      },
    }),
  };
  return Object.keys(filter).length > 0 ? filter : undefined;
}

/** Each filter as a person reads it, with the filters that are left without it. */
export function filterWords(filters: Filters): { words: string; without: Filters }[] {
  const { tags, domain, folder, after, before, width, copies } = filters;
  const list = tags.map((tag) => ({
    words: tag,
    without: { ...filters, tags: tags.filter((other) => other !== tag) },
  }));
  if (domain) list.push({ words: `from ${domain}`, without: { ...filters, domain: "" } });
  if (folder) list.push({ words: `in ${folder}`, without: { ...filters, folder: "" } });
  if (after) list.push({ words: `added since ${after}`, without: { ...filters, after: "" } });
  if (before) list.push({ words: `added until ${before}`, without: { ...filters, before: "" } });
  if (width > 0) {
    list.push({ words: `${width} pixels wide or more`, without: { ...filters, width: 0 } });
  }
  if (copies) list.push({ words: "only copies", without: { ...filters, copies: false } });
  return list;
}

/** People paste whole addresses where a host name belongs. */
function domainOf(text: string): string {
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  return text !== "" && URL.canParse(address) ? new URL(address).hostname : "";
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return day.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** The API's upper bound is exclusive, and a person's "until" is not. */
function dayAfter(text: string): string {
  const date = new Date(`${text}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}
