import { nearestName } from "@revimg/core";
import { type AnyStore, type Backend, backends } from "./backends.js";
import { invalidConfig, type Place, refusal } from "./place.js";
import { StoreUrl } from "./store-url.js";
import type { StorePart } from "./types.js";
import type { Reading, ValueType } from "./value-types.js";

/** Two or more letters: a single one is a Windows drive. */
const schemeOf = /^([a-z][a-z\d+.-]+):/i;

/** Methods that tell this kind of store from the others. */
const methods: Record<StorePart, readonly string[]> = {
  vectors: ["upsert", "query", "close"],
  metadata: ["getMeta", "findByHash", "close"],
  blobs: ["put", "stat", "close"],
};

/** What the option `part` may be: a store, a function that makes one, or a URL. */
export function storeOf(part: StorePart): ValueType {
  return {
    fromText: (text) => text,
    read(value, place) {
      if (typeof value === "string") return readUrl(value, part, place);
      if (typeof value === "function") return { value, shown: "(made by a function)" };
      if (isStore(value, part)) {
        // Only we hold a store that the configuration file made, so it is closed with the
        // index.
        return { value: place.origin === "file" ? () => value : value, shown: storeName(value) };
      }
      const other = (Object.keys(methods) as StorePart[]).find((key) => isStore(value, key));
      const advice = other === undefined ? "" : `It is a store for ${other}.`;
      const expected = `a store for ${part}, a function that makes one, or one of ${forms(part)}`;
      throw refusal(place, expected, value, advice);
    },
  };
}

function readUrl(text: string, part: StorePart, place: Place): Reading {
  const backend = backendOf(text, part, place);
  const url = new StoreUrl(text, place, backend.form);
  const make = backend.read(url, part);
  return { ...(make && { value: make }), shown: url.shown(backend.parameters) };
}

function backendOf(text: string, part: StorePart, place: Place): Backend {
  const scheme = schemeOf.exec(text)?.[1]?.toLowerCase() ?? (isPath(text) ? "file" : undefined);
  if (scheme === undefined) throw refusal(place, `one of ${forms(part)}`, text);
  const backend = backends.find((row) => row.scheme === scheme);
  if (backend?.parts.includes(part)) return backend;
  const choice = `For ${part} there are ${forms(part)}.`;
  if (backend) {
    const others = backend.parts.join(" and ");
    throw invalidConfig(
      place,
      `${place.name} can't be a ${scheme}: URL, which is for ${others}. ${choice}`,
    );
  }
  const near = nearestName(
    scheme,
    rowsOf(part).map((row) => row.scheme),
  );
  const hint = near === undefined ? "" : ` Did you mean ${near}:?`;
  throw invalidConfig(
    place,
    `${place.name}: there is no store with the scheme ${scheme}:.${hint} ${choice}`,
  );
}

function rowsOf(part: StorePart): Backend[] {
  return backends.filter((row) => row.parts.includes(part));
}

function forms(part: StorePart): string {
  return rowsOf(part)
    .map((row) => row.form)
    .join(", ");
}

function isPath(text: string): boolean {
  return /^\.|[\\/]/.test(text) && !text.includes("\0");
}

function isStore(value: unknown, part: StorePart): value is AnyStore {
  if (typeof value !== "object" || value === null) return false;
  return methods[part].every(
    (name) => typeof (value as Record<string, unknown>)[name] === "function",
  );
}

function storeName({ name, location }: AnyStore): string {
  return location === undefined ? name : `${name} (${location})`;
}
