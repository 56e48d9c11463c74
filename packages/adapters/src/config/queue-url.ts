import { parsePostgres, postgresParameters } from "./backends.js";
import { refusal } from "./place.js";
import { StoreUrl } from "./store-url.js";
import type { ValueType } from "./value-types.js";

const form = "postgres://user:password@host:5432/database";

/** Where the queue of `revimg worker` is. */
export const queueUrl: ValueType = {
  fromText: (text) => text,
  read(value, place) {
    if (!isPostgresUrl(value)) throw refusal(place, `a URL like ${form}`, value);
    const url = new StoreUrl(value, place, form);
    return { value: parsePostgres(url).url, shown: url.shown(postgresParameters) };
  },
};

export function isPostgresUrl(value: unknown): value is string {
  return typeof value === "string" && /^postgres(ql)?:/i.test(value);
}
