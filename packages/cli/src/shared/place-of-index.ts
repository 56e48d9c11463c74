import type { RevimgStats } from "@revimg/core";

/** Stores that keep what they have in the data folder. */
const embedded = ["sqlite", "fs"];

/** Where an index lies, for people: its data folder, or its stores where all of them are elsewhere. */
export function placeOfIndex(stores: RevimgStats["stores"], dataDirectory: string): string {
  const names = [...new Set([stores.metadata, stores.vectors, stores.blobs])];
  if (names.some((name) => embedded.includes(name))) return dataDirectory;
  return new Intl.ListFormat("en", { type: "conjunction" }).format(names);
}
