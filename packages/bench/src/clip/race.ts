import { availableParallelism } from "node:os";
import type { BenchContext, BenchResult } from "../bench.js";
import type { CpuMeter } from "../cpu-meter.js";
import { figure, median } from "../statistics.js";
import type { ContenderName, PictureKind, Work } from "./clip-methods.js";
import type { ClipProcesses } from "./clip-processes.js";

/** The same pictures for several contenders, in turn. */
export interface Race {
  name: string;
  pictures: PictureKind;
  batch: number;
  /** Pictures of one round. */
  count: number;
  contenders: readonly ContenderName[];
}

export type RaceRounds = Record<ContenderName, Work[]>;

/** Runs the races' rounds in turn, so that a slow minute of the machine meets all of them. */
export async function runRaces(
  races: readonly Race[],
  rounds: number,
  { methods }: ClipProcesses,
  meter: CpuMeter,
  { log }: Pick<BenchContext, "log">,
): Promise<RaceRounds[]> {
  const results = races.map(
    (): RaceRounds => ({
      revimg: [],
      transformers: [],
      model: [],
      decoding: [],
    }),
  );
  for (let round = 0; round < rounds; round++) {
    for (const [index, race] of races.entries()) {
      const { pictures, batch, count } = race;
      // Every other round in reverse: whoever comes first meets another machine than the last.
      const order = round % 2 === 0 ? race.contenders : [...race.contenders].reverse();
      const works = await meter.round(async () => {
        const done: [ContenderName, Work][] = [];
        for (const name of order) {
          done.push([name, await methods[name].embed(pictures, round * count, count, batch)]);
        }
        return done;
      });
      for (const [name, work] of works) results[index]![name].push(work);
      log(`${race.name}, round ${round + 1}: ${works.map(describe).join(", ")}`);
    }
  }
  return results;
}

function describe([name, work]: [ContenderName, Work]): string {
  return `${name} ${figure(perSecond(work))}/s and ${figure(cpuMsEach(work))} CPU ms`;
}

/** How many times as much CPU time as ours the others took: the median of the rounds. */
export function cpuRatio(
  { revimg, ...others }: RaceRounds,
  names: readonly Exclude<ContenderName, "revimg">[],
): number {
  return median(
    revimg.map((ours, round) => {
      const theirs = names.reduce((sum, name) => sum + cpuMsEach(others[name][round]!), 0);
      return theirs / cpuMsEach(ours);
    }),
  );
}

/** Pictures a second of the machine if all its cores did nothing but the model and decoding. */
export function workLimit({ model, decoding }: RaceRounds): number {
  const cpuMs = median(model.map(cpuMsEach)) + median(decoding.map(cpuMsEach));
  return (availableParallelism() * 1000) / cpuMs;
}

export function rates(name: string, rounds: RaceRounds): BenchResult {
  const entries = Object.entries(rounds).filter(([, works]) => works.length > 0);
  return Object.fromEntries(
    entries.flatMap(([contender, works]) => [
      [`${contender}_per_s_${name}`, figure(median(works.map(perSecond)))],
      [`${contender}_cpu_ms_${name}`, figure(median(works.map(cpuMsEach)))],
    ]),
  );
}

export function perSecond({ pictures, wallMs }: Work): number {
  return (pictures / wallMs) * 1000;
}

export function cpuMsEach({ pictures, cpuMs }: Work): number {
  return cpuMs / pictures;
}
