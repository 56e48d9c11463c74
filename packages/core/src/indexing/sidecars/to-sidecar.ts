import type { IndexItem } from "../../api/indexing.js";
import { checkAddress } from "../../lib/web-address.js";
import { tidyTags } from "../given-tags.js";
import type { Column, Fields } from "./columns.js";

/** What a file beside a picture says about it. */
export type Sidecar = Pick<
  IndexItem,
  "sourceUrl" | "pageUrl" | "title" | "author" | "license" | "tags"
>;

/** Hears of one field that is wrong; `message` is whole sentences. */
export type Complain = (kind: Column, message: string) => void;

/** The fields that can be used. A wrong one costs only itself. */
export function toSidecar(fields: Fields, complain: Complain): Sidecar {
  const text = (name: Column) => {
    const value = fields[name];
    if (isEmpty(value)) return undefined;
    if (typeof value === "string") return value;
    complain(name, left(`Its "${name}" is ${kindOf(value)}, not a text`));
    return undefined;
  };
  const address = (name: Column) => {
    const { address, problem } = checkAddress(text(name) ?? "");
    if (problem && address) complain(name, `Its "${name}" ${problem}. The rest of it is.`);
    else if (problem) complain(name, left(`Its "${name}" ${problem}`));
    return address ?? undefined;
  };
  const sidecar: Sidecar = {
    sourceUrl: address("source_url"),
    pageUrl: address("page_url"),
    title: text("title"),
    author: text("author"),
    license: text("license"),
    tags: toTags(fields.tags, complain),
  };
  for (const key of Object.keys(sidecar) as (keyof Sidecar)[]) {
    if (sidecar[key] === undefined) delete sidecar[key];
  }
  return sidecar;
}

function toTags(value: unknown, complain: Complain): string[] | undefined {
  if (isEmpty(value)) return undefined;
  const list = typeof value === "string" ? value.split(/[,;]/) : value;
  if (!Array.isArray(list) || !list.every((tag) => typeof tag === "string")) {
    complain("tags", left('Its "tags" are neither a list of texts nor one text with commas'));
    return undefined;
  }
  const { tags, problem } = tidyTags(list);
  if (problem) complain("tags", problem);
  return tags;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && !value.trim());
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function left(problem: string): string {
  return `${problem}. The picture is indexed without it; mend the file and index again.`;
}
