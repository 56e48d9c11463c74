import { RevimgError } from "@revimg/core";
import { unknownName } from "./query-part.js";

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
