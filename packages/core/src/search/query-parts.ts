import type {
  ImageInput,
  QueryContent,
  QueryPart,
  QueryRegion,
  SearchQuery,
} from "../api/search-query.js";
import { refuse, refuseUnknown } from "../lib/call-arguments.js";
import { checkRegion } from "./query-region.js";

/** Things that one query may be made of, and as many again that it should be unlike. */
const maxParts = 16;

const maxWeight = 1000;

/** Far beyond what any model reads; longer ones are mistakes. */
const maxTextLength = 10_000;

/** Exactly one of them says what a part is. */
const kinds = ["image", "url", "text", "id", "vector"] as const;

const partKeys = [...kinds, "model", "region"];
const queryKeys = [
  ...partKeys,
  ...[
    "query",
    "negative",
    "limit",
    "cursor",
    "minSimilarity",
    "cutoff",
    "filter",
    "copies",
    "collapse",
  ],
];

export type Asked =
  | { kind: "image"; image: ImageInput; region: QueryRegion | undefined }
  | { kind: "url"; url: string | URL; region: QueryRegion | undefined }
  | { kind: "text"; text: string }
  | { kind: "id"; id: string; region: QueryRegion | undefined }
  | { kind: "vector"; vector: Float32Array | readonly number[]; model: string | undefined };

export interface AskedPart {
  asked: Asked;
  /** Below 0 for what the matches should be unlike. */
  weight: number;
}

/** What a query asks for, each part checked as far as that needs no picture. Throws `invalid_input`. */
export function readParts(query: SearchQuery): AskedPart[] {
  if (Object.hasOwn(query, "weight")) {
    refuse('weight counts beside other parts: query: [{ text: "red", weight: 0.5 }, …].', "weight");
  }
  refuseUnknown("The query", query, queryKeys);
  const { query: several, negative = [] } = query;
  const single = kinds.filter((kind) => query[kind] !== undefined);
  if (several !== undefined && single.length > 0) {
    refuse(`A query has ${single.join(" and ")} or a list of several (query), not both.`);
  }
  const ofPart = (["region", "model"] as const).find((key) => query[key] !== undefined);
  if (several !== undefined && ofPart) {
    refuse(
      `${ofPart} beside a list (query) belongs to none of its parts. Put it into the part that you mean: query: [{ …, ${ofPart} }].`,
      ofPart,
    );
  }
  const positives =
    several === undefined
      ? [{ asked: readContent("The query", query), weight: 1 }]
      : readList("query", several);
  if (positives.length === 0)
    refuse("query is an empty list. Give at least one thing to look for.");
  const negatives = readList("negative", Array.isArray(negative) ? negative : [negative]);
  const parts = [
    ...positives,
    ...negatives.map(({ asked, weight }) => ({ asked, weight: -weight })),
  ];
  if (query.copies === "thorough" && !isOnePicture(parts)) {
    refuse('copies: "thorough" looks for copies of one picture: image, url or id alone.', "copies");
  }
  return parts;
}

function isOnePicture([first, ...others]: readonly AskedPart[]): boolean {
  return others.length === 0 && ["image", "url", "id"].includes(first!.asked.kind);
}

function readList(name: string, parts: readonly QueryPart[]): AskedPart[] {
  if (!Array.isArray(parts) || parts.length > maxParts) {
    refuse(`${name} must be a list of at most ${maxParts} parts.`);
  }
  return parts.map((part, i) => readPart(`${name}[${i}]`, part));
}

function readPart(name: string, part: QueryPart): AskedPart {
  if (typeof part !== "object" || part === null) {
    refuse(`${name} must be an object such as { text: "red", weight: 0.5 }.`);
  }
  refuseUnknown(name, part, [...partKeys, "weight"]);
  const { weight = 1 } = part;
  if (!(typeof weight === "number" && weight > 0 && weight <= maxWeight)) {
    refuse(
      `${name}.weight must be a number above 0, at most ${maxWeight}. For what the matches should not be like, use negative.`,
    );
  }
  return { asked: readContent(name, part), weight };
}

function readContent(name: string, part: QueryContent): Asked {
  const [kind, ...others] = kinds.filter((kind) => part[kind] !== undefined);
  if (kind === undefined) {
    refuse(`${name} needs something to look for: one of ${kinds.join(", ")}.`);
  }
  if (others.length > 0) {
    refuse(
      `${name} has ${[kind, ...others].join(" and ")}. Give one, or put each in an object of its own: { query: [{ ${kind} }, { ${others[0]} }] }.`,
    );
  }
  const { image, url, text, id, vector, model, region } = part;
  if (model !== undefined && kind !== "vector") {
    refuse(`${name}: model names the model of a vector, but there is no vector.`);
  }
  if (region !== undefined) {
    if (kind === "text" || kind === "vector") {
      refuse(`${name}: a region is part of a picture, but there is no picture.`);
    }
    checkRegion(name, region);
  }
  switch (kind) {
    case "image":
      return { kind, image: image!, region };
    case "url":
      if (typeof url !== "string" && !(url instanceof URL)) {
        refuse(`${name}: a url is the address of a picture, a text or a URL.`);
      }
      return { kind, url, region };
    case "text":
      return { kind, text: checkedText(name, text) };
    case "id":
      if (typeof id !== "string" || id === "") refuse(`${name}: an id is a text.`);
      return { kind, id, region };
    case "vector":
      if (!Array.isArray(vector) && !ArrayBuffer.isView(vector)) {
        refuse(`${name}: a vector is a Float32Array, or a list of numbers.`);
      }
      return { kind, vector, model };
  }
}

function checkedText(name: string, text: unknown): string {
  if (typeof text === "string" && text.trim() !== "" && text.length <= maxTextLength) {
    return text.trim();
  }
  refuse(`${name}: a text must have 1 to ${maxTextLength} characters.`);
}
