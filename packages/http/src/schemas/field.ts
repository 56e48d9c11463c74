import { RevimgError } from "@revimg/core";
import { z } from "zod";

/** A value of a request: a member of a JSON body, a field of a form or a parameter of an address. */
export interface Field<Schema extends z.ZodType = z.ZodType> {
  /** The value, as it is in JSON. */
  schema: Schema;
  /** The value that a text stands for. A text that stands for none gives what the schema refuses. */
  fromText: (text: string) => unknown;
  /** What a refusal says after "must be". */
  expected: string;
  /** What it is, for the documentation. */
  description: string;
  /** The value in full, where the schema leaves the checks to the engine. */
  documented?: z.ZodType;
  /** Its text is JSON. */
  isJson?: boolean;
  /** The value may be secret, so a refusal does not repeat it. */
  secret?: boolean;
}

export type Fields = Readonly<Record<string, Field>>;

/** The values of fields; a field that was not given is absent. */
export type FieldValues<All extends Fields> = {
  [Name in keyof All]?: z.output<All[Name]["schema"]>;
};

/** What stands for a name in braces of a path. */
export interface PathParameter {
  schema: z.ZodType;
  description: string;
}

const decimalPattern = /^-?(\d+(\.\d*)?|\.\d+)(e-?\d+)?$/i;

export const asIs = (text: string): unknown => text;

const wholeNumber = (text: string): unknown => (/^\d+$/.test(text) ? Number(text) : null);

export const decimal = (text: string): unknown => (decimalPattern.test(text) ? Number(text) : null);

/** JSON; undefined for what is none. */
export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One of these words, such as `date` or `name`. */
export function word<const Words extends readonly [string, ...string[]]>(
  words: Words,
  description: string,
): Field<z.ZodEnum<{ [Word in Words[number]]: Word }>> {
  return { schema: z.enum(words), fromText: asIs, expected: words.join(" or "), description };
}

export function flag(description: string) {
  return {
    ...{ schema: z.boolean(), expected: "true or false", description },
    fromText: (text) => (text === "true" || text === "false" ? text === "true" : null),
  } satisfies Field;
}

export function wholeNumberField(min: number, max: number, description: string) {
  return {
    schema: z.int().min(min).max(max),
    fromText: wholeNumber,
    expected: `a whole number from ${min} to ${max}`,
    description,
  } satisfies Field;
}

export function textField(maxLength: number, expected: string, description: string) {
  const schema = z.string().min(1).max(maxLength);
  return { schema, fromText: asIs, expected, description } satisfies Field;
}

/**
 * The value of a field that came as text. Throws `invalid_input` with the field's name
 * and what was expected. `explain` may add to the refusal.
 */
export function readField<Schema extends z.ZodType>(
  name: string,
  field: Field<Schema>,
  text: string,
  explain: (value: unknown) => string | undefined = () => undefined,
): z.output<Schema> {
  const value = field.fromText(text);
  const parsed = field.schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const why = explain(value);
  const shown = JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
  const told = field.secret ? "" : `; it is ${shown}`;
  throw new RevimgError(
    "invalid_input",
    why ? `${name} must be ${field.expected}. ${why}` : `${name} must be ${field.expected}${told}.`,
    { details: { option: name } },
  );
}
