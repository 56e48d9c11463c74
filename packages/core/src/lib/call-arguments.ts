import { didYouMean } from "./did-you-mean.js";
import { RevimgError } from "./errors.js";

/**
 * Throws `invalid_input` for a key that is not one of `known`, and names the one that
 * was probably meant.
 */
export function refuseUnknown(name: string, value: object, known: readonly string[]): void {
  const other = Object.keys(value).find((key) => !known.includes(key));
  if (other === undefined) return;
  const shown = other.slice(0, 40);
  refuse(`${name} has no ${JSON.stringify(shown)}. ${didYouMean(shown, known)}`, other);
}

/** Checks the last argument of a call: its names, and the values that all calls share. */
export function checkOptions(call: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    refuse(`The options of ${call} are an object such as { ${known[0]} }, or left out.`);
  }
  refuseUnknown(`The options of ${call}`, options, known);
  const { signal, deadlineMs } = options as { signal?: unknown; deadlineMs?: unknown };
  if (signal !== undefined && !isSignal(signal)) {
    refuse(
      `signal of ${call} must be an AbortSignal, such as AbortSignal.timeout(5000).`,
      "signal",
    );
  }
  if (deadlineMs !== undefined && !(typeof deadlineMs === "number" && deadlineMs >= 0)) {
    refuse(`deadlineMs of ${call} must be a number of milliseconds, at least 0.`, "deadlineMs");
  }
}

/** Checks that the argument of `search` is a query at all. */
export function checkQuery(query: unknown): void {
  const isQuery = typeof query === "object" && query !== null && !isList(query) && !isBinary(query);
  if (isQuery && !(query instanceof URL)) return;
  refuse(`search() takes an object that says what to look for: ${queryFor(query)}.`);
}

function queryFor(value: unknown): string {
  if (isBinary(value)) return "search({ image: bytes })";
  if (isList(value)) return "search({ query: [{ image }, { text }] })";
  if (typeof value !== "string" && !(value instanceof URL)) {
    return 'search({ image: "./query.jpg" })';
  }
  return isWebAddress(value) ? "search({ url })" : "search({ image: path })";
}

export function checkId(call: string, id: unknown): asserts id is string {
  if (typeof id === "string" && id !== "") return;
  refuse(`${call} takes the id of a picture, a text such as match.id of a search.`);
}

export function checkIds(call: string, ids: unknown): asserts ids is readonly string[] {
  if (typeof ids === "string")
    refuse(`${call} takes a list of ids: ${call.replace(")", "[id])")}.`);
  if (!isList(ids)) refuse(`${call} takes a list of ids, such as [match.id] of a search.`);
  for (const id of ids) {
    if (typeof id !== "string" || id === "")
      refuse(`${call}: each id is a text, and none is empty.`);
  }
}

export function checkTexts(call: string, texts: unknown): asserts texts is readonly string[] {
  if (typeof texts === "string") {
    refuse(`${call} takes a list of texts: ${call.replace(")", "[text])")}.`);
  }
  if (Array.isArray(texts) && texts.every((text) => typeof text === "string")) return;
  refuse(`${call} takes a list of texts, such as ["a red bag"].`);
}

/** Checks that `index` gets something that it can iterate over. */
export function checkSource(source: unknown): void {
  if (typeof source === "string" || source instanceof URL) return;
  if (isBinary(source)) refuse("index() takes pictures in memory as a list: index([{ bytes }]).");
  const isObject = typeof source === "object" && source !== null;
  if (isObject && (Symbol.iterator in source || Symbol.asyncIterator in source)) return;
  if (isObject && ("bytes" in source || "url" in source)) {
    refuse("index() takes pictures in memory as a list, also of one: index([item]).");
  }
  refuse(
    'index() takes the path of a folder or file ("./photos"), or a list or stream of paths and of pictures in memory ([{ bytes, filename }]).',
  );
}

export function refuse(message: string, option?: string): never {
  throw new RevimgError("invalid_input", message, { ...(option && { details: { option } }) });
}

function isWebAddress(value: string | URL): boolean {
  return /^https?:/i.test(String(value));
}

function isBinary(value: unknown): boolean {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof Blob;
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function isSignal(value: unknown): boolean {
  return typeof value === "object" && value !== null && "aborted" in value;
}
