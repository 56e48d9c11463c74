import type { KeptFigures } from "./kept-figures.js";

/** What a bench is taken to need of which no run was timed. */
const unknownSeconds = 300;

/**
 * The benches that fit into a time, in their order, by how long each took last. What does not fit
 * keeps its older figures.
 */
export function chooseBenches(
  names: readonly string[],
  figures: KeptFigures,
  minutes: number,
): { chosen: string[]; left: string[] } {
  const [chosen, left]: [string[], string[]] = [[], []];
  let secondsLeft = 60 * minutes;
  for (const name of names) {
    const seconds = figures[name]?.seconds ?? unknownSeconds;
    if (seconds > secondsLeft) {
      left.push(name);
    } else {
      chosen.push(name);
      secondsLeft -= seconds;
    }
  }
  return { chosen, left };
}
