import type { Changes } from "@revimg/http/client";
import { textOf, wordsIn } from "./outcome.server";

/** A place on the web, as the form has it. */
const placeFields = ["url", "page_url", "title", "author", "license"] as const;

/**
 * What a form changes of a picture. Throws an `Error` with a sentence for people where the
 * attributes can't be read; the API checks everything else.
 */
export function changesIn(form: FormData, known: Record<string, unknown>): Changes {
  return {
    title: textOf(form, "title") || null,
    tags: wordsIn(textOf(form, "tags")),
    attributes: attributesIn(textOf(form, "attributes"), known),
    sources: sourcesIn(form),
  };
}

function sourcesIn(form: FormData): NonNullable<Changes["sources"]> {
  const count = form.getAll("source-url").length;
  return Array.from({ length: count }, (_, place) => {
    const entries = placeFields.map((name) => {
      const value = form.getAll(`source-${name}`)[place];
      return [name, typeof value === "string" ? value.trim() : ""] as const;
    });
    return Object.fromEntries(entries.filter(([, value]) => value !== ""));
  }).filter((source) => Object.keys(source).length > 0);
}

/** The form shows all attributes, so one that is missing is to go. */
function attributesIn(text: string, known: Record<string, unknown>): Record<string, unknown> {
  const given = parse(text === "" ? "{}" : text);
  const gone = Object.keys(known).filter((name) => !Object.hasOwn(given, name));
  return { ...given, ...Object.fromEntries(gone.map((name) => [name, null])) };
}

export class UnreadableAttributes extends Error {
  override readonly name = "UnreadableAttributes";
}

function parse(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new UnreadableAttributes(
    'Attributes are an object of JSON, such as {"price": 5}. Nothing was changed.',
  );
}
