import { RevimgError } from "@revimg/core";
import { type Fields, type FieldValues, readField } from "./schemas/field.js";
import { unknownName } from "./unknown-name.js";

/**
 * The parameters of a URL as values. Throws `invalid_input` for a name that is not in
 * `fields`, for one that comes twice, and for a value that is not as expected.
 */
export function readParameterValues<const All extends Fields>(
  request: Request,
  fields: All,
): FieldValues<All> {
  const parameters = readParameters(request, Object.keys(fields));
  const values = [...parameters].map(([name, text]) => {
    return [name, readField(name, fields[name] as All[string], text)];
  });
  return Object.fromEntries(values) as FieldValues<All>;
}

/**
 * The parameters of a URL, each once. Throws `invalid_input` for a name that is not
 * in `known`, with the name that was probably meant, and for a name that comes twice.
 */
export function readParameters(request: Request, known: readonly string[]): URLSearchParams {
  const { searchParams } = new URL(request.url);
  for (const name of new Set(searchParams.keys())) {
    if (!known.includes(name)) throw unknownName("The address", name, known);
    if (searchParams.getAll(name).length > 1) throw givenTwice(name);
  }
  return searchParams;
}

export function givenTwice(name: string): RevimgError {
  return new RevimgError("invalid_input", `${name} is given twice. Give it once.`, {
    details: { option: name },
  });
}
