import { z } from "zod";
import { pathFrom, refusal } from "./place.js";
import type { ValueType } from "./value-types.js";

const form = z.array(z.string().regex(/^[^\0]*\S[^\0]*$/));

export const isBucket = (place: string): boolean => /^s3:\/\//i.test(place);

/** The address of a bucket for people: no keys, no query. */
export function shownPlace(place: string): string {
  return isBucket(place) ? place.replace(/\/\/[^/@]*@/, "//").replace(/[?#].*$/, "") : place;
}

/** Folders and buckets. As text, they have commas or new lines between them. */
export const places: ValueType = {
  fromText: (text) =>
    text
      .split(/[,\n]/)
      .map((place) => place.trim())
      .filter((place) => place !== ""),
  read(given, place) {
    const parsed = form.safeParse(given);
    const hasScheme = (text: string) => /^[a-z][\w+.-]+:\/\//i.test(text) && !isBucket(text);
    if (!parsed.success || parsed.data.some(hasScheme)) {
      const expected =
        'a list of folders and buckets, such as ["/srv/photos", "s3://bucket/prefix"]';
      throw refusal(place, expected, given);
    }
    const value = parsed.data.map((text) =>
      isBucket(text) ? text : pathFrom(place.directory, text),
    );
    return { value, shown: value.map(shownPlace).join(", ") };
  },
};
