import type { KeptFigures, KeptRun } from "./kept-figures.js";

/** What a bench is taken to need of which no run was timed. */
const unknownSeconds = 300;

/** The benches whose figures are oldest come first: a run that ends early measures others next time. */
export function oldestFirst(names: readonly string[], figures: KeptFigures): string[] {
  const day = (name: string) => figures[name]?.date ?? "";
  return names.toSorted((one, other) => day(one).localeCompare(day(other)));
}

/** Whether a bench is expected to end in time, by how long it took last. */
export function fits(name: string, figures: KeptFigures, secondsLeft: number): boolean {
  return (figures[name]?.seconds ?? unknownSeconds) <= secondsLeft;
}

/** The run before of a bench that was stopped after so many seconds: the next one may not fit either. */
export function takesLonger(run: KeptRun, seconds: number): KeptRun {
  return { ...run, seconds: Math.max(run.seconds ?? 0, seconds + 1) };
}
