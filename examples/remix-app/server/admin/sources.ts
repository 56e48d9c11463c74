import { basename } from "node:path";
import { picturesFromUrl } from "@revimg/adapters/config";
import type { ServerSource } from "@revimg/http";

/** The folders and buckets that an admin can index, each under a name of its own. */
export function namedSources(places: readonly string[]): ServerSource[] {
  const names = new Set<string>();
  return [...new Set(places)].map((place) => {
    const isBucket = /^s3:\/\//i.test(place);
    const name = freeName(plainName(place), names);
    return {
      name,
      description: isBucket ? withoutSecrets(place) : place,
      // Passwords and keys of a bucket are read when it is opened.
      open: () => (isBucket ? picturesFromUrl(place) : place),
    };
  });
}

/** The places in `ADMIN_SOURCES`, separated by commas or new lines. */
export function listedPlaces(value: string | undefined): string[] {
  return (value ?? "")
    .split(/[,\n]/)
    .map((place) => place.trim())
    .filter((place) => place !== "");
}

function plainName(place: string): string {
  const last = basename(place.replace(/[?#].*$/, "").replace(/\/+$/, "")) || "pictures";
  return last.replace(/[^\w.-]+/g, "-").slice(0, 80) || "pictures";
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}-${count}`;
  taken.add(name);
  return name;
}

function withoutSecrets(place: string): string {
  return place.replace(/\/\/[^/@]*@/, "//").replace(/[?#].*$/, "");
}
