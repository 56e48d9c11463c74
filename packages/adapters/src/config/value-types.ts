import { nearestName } from "@revimg/core";
import { z } from "zod";
import { maskUrl } from "./mask.js";
import { type Place, pathFrom, refusal } from "./place.js";

export type Shown = string | number | boolean | null;

/** A value that was read. */
export interface Reading {
  /** For `createRevimg`. Absent if the value means core's default. */
  value?: unknown;
  /** As a person reads it, without secrets. */
  shown: Shown;
}

/** A type of setting. */
export interface ValueType {
  /**
   * The value that a text of the environment means. If it means none, the check
   * refuses it later.
   */
  fromText(text: string): unknown;
  /** Throws `invalid_config` or `unsupported`. */
  read(value: unknown, place: Place): Reading;
}

const hasScheme = /^[a-z][\w+.-]+:\/\//i;
const modelNames = ["auto", "mini", "clip-vit-b32"];

const path = z.string().regex(/^[^\0]+$/);

export const folder = simple({
  expected: 'the path of a folder, such as "./revimg-data"',
  schema: path.refine((text) => !hasScheme.test(text)),
  resolve: (text, { directory }) => pathFrom(directory, text),
});

export const collectionName = simple({
  expected: "1 to 63 lower-case letters, digits, - or _",
  schema: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/),
});

const modelExpected = `${modelNames.map((name) => `"${name}"`).join(", ")} or the path of a manifest file, such as "./model/manifest.json"`;

/** A name, or a path: a text with a slash, or one that ends in `.json`. */
export const model: ValueType = {
  fromText: (text) => text,
  read(value, place) {
    if (typeof value === "string") {
      if (modelNames.includes(value)) return { value, shown: value };
      if (/[\\/]|\.json$/.test(value) && !hasScheme.test(value)) {
        const manifest = pathFrom(place.directory, value);
        return { value: manifest, shown: manifest };
      }
      const near = nearestName(value, modelNames);
      throw refusal(place, modelExpected, value, near ? `Did you mean ${near}?` : "");
    }
    throw refusal(place, modelExpected, value);
  },
};

const webUrl = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol));

/** Without the slash at the end, so that paths can be added. */
export const endpoint = simple({
  expected: 'an address such as "https://huggingface.co"',
  schema: webUrl.refine((text) => !/[?#]/.test(text)),
  resolve: (text) => text.replace(/\/+$/, ""),
  show: (text) => maskUrl(text),
});

export const proxy = simple({
  expected: 'the address of an HTTP proxy, such as "http://proxy.example.com:3128"',
  // A proxy without a scheme is an HTTP proxy, as in other programs.
  fromText: (text) => (/^[\w.-]+:\d+\/?$/.test(text) ? `http://${text}` : text),
  schema: webUrl,
  show: (text) => maskUrl(text),
});

export const hostNames = simple({
  expected: 'host names with commas between, such as "localhost,.example.com"',
  schema: z.string().regex(/^[^\0]+$/),
});

const switches: Record<string, boolean> = {
  1: true,
  true: true,
  yes: true,
  on: true,
  0: false,
  false: false,
  no: false,
  off: false,
};

export const onOrOff = simple({
  expected: "true (1) or false (0)",
  fromText: (text) => switches[text.toLowerCase()] ?? text,
  schema: z.boolean(),
});

/** False turns a group off. True leaves it as its own settings say. */
export const offSwitch: ValueType = {
  fromText: onOrOff.fromText,
  read(given, place) {
    const { value } = onOrOff.read(given, place);
    return value === false ? { value, shown: false } : { shown: true };
  },
};

/** The rule for one entry of a list. Core checks entries more closely. */
export interface EntryType {
  /** The rule for the whole list. */
  expected: string;
  schema: z.ZodType<string | number>;
  fromText(text: string): unknown;
}

export const hostName: EntryType = {
  expected: 'a list of hosts, such as ["example.org", "*.example.org", "10.0.0.5:8080"]',
  schema: z.string().regex(/^[^\s,/@]+$/),
  fromText: (text) => text,
};

export const port: EntryType = {
  expected: "a list of ports, such as [80, 443]",
  schema: z.int().min(1).max(65_535),
  fromText: (text) => (/^\d+$/.test(text) ? Number(text) : text),
};

/** As text, the entries have commas between them. */
export function listOf({ expected, schema, fromText }: EntryType): ValueType {
  return {
    fromText: (text) => text.split(",").map((entry) => fromText(entry.trim())),
    read(given, place) {
      const parsed = z.array(schema).safeParse(given);
      if (!parsed.success) throw refusal(place, expected, given);
      return { value: parsed.data, shown: parsed.data.join(", ") };
    },
  };
}

export function wholeNumber(min: number, max: number): ValueType {
  return simple({
    expected: `a whole number from ${min} to ${max}`,
    fromText: (text) => (/^\d+$/.test(text) ? Number(text) : text),
    schema: z.int().min(min).max(max),
  });
}

export const aboveZero = simple({
  expected: "a number above 0",
  schema: z.number().positive(),
});

export function oneOf(names: readonly [string, ...string[]]): ValueType {
  return simple({
    expected: `one of ${names.join(", ")}`,
    schema: z.enum(names),
    advise: (text) => nearestName(text, names),
  });
}

function simple<T extends string | number | boolean>(type: {
  expected: string;
  schema: z.ZodType<T>;
  fromText?: (text: string) => unknown;
  resolve?: (value: T, place: Place) => T;
  show?: (value: T) => Shown;
  /** The value that was probably meant by a wrong text. */
  advise?: (text: string) => string | undefined;
}): ValueType {
  const { expected, schema, fromText = (text) => text, resolve, show, advise } = type;
  return {
    fromText,
    read(given, place) {
      const parsed = schema.safeParse(given);
      if (!parsed.success) {
        const near = typeof given === "string" ? advise?.(given) : undefined;
        throw refusal(place, expected, given, near ? `Did you mean ${near}?` : "");
      }
      const value = resolve ? resolve(parsed.data, place) : parsed.data;
      return { value, shown: show ? show(value) : value };
    },
  };
}
