import { didYouMean, RevimgError } from "@revimg/core";

/** The refusal of a name that `place` does not have, with the name that was probably meant. */
export function unknownName(place: string, name: string, known: readonly string[]): RevimgError {
  const shown = name.slice(0, 40);
  return new RevimgError(
    "invalid_input",
    `${place} has no ${JSON.stringify(shown)}. ${didYouMean(shown, known)}`,
    { details: { option: shown } },
  );
}
