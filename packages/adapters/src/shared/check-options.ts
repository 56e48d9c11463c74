import { RevimgError } from "@revimg/core";
import { z } from "zod";

/** For each option, the values that it may have, and the words for them in a message. */
export type OptionForms<Options> = Record<
  keyof Options & string,
  readonly [schema: z.ZodType<unknown>, expected: string]
>;

/**
 * Throws `invalid_config` with the name of an unknown or wrong option, and never with
 * its value.
 */
export function checkOptions<Options extends object>(
  adapter: string,
  forms: OptionForms<Options>,
  options: Options,
): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(forms, name)) {
      refuseOption(adapter, name, `is not one of the options: ${Object.keys(forms).join(", ")}`);
    }
    const [schema, expected] = forms[name as keyof Options & string];
    if (value !== undefined && !schema.safeParse(value).success) {
      refuseOption(adapter, name, `must be ${expected}`);
    }
  }
}

export function refuseOption(adapter: string, name: string, complaint: string): never {
  throw new RevimgError("invalid_config", `${adapter}: option ${name} ${complaint}.`, {
    adapter,
    details: { option: name },
  });
}

/** A web address without user, password, query and fragment. */
export function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username + password + search + hash === "";
}

/** A time in milliseconds that a timer can hold. */
export const timeForm = [
  z.number().int().min(1).max(3_600_000),
  "a whole number of 1 to 3,600,000",
] as const;
