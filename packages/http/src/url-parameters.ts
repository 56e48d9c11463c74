import { RevimgError } from "@revimg/core";
import { unknownName } from "./query-part.js";

/**
 * The parameters of an address, each once. Throws `invalid_input` for one that is
 * none of `known`, with the one that was probably meant, and for one that comes twice.
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
