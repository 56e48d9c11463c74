import { availableParallelism } from "node:os";
import type { BenchResult } from "../lib/bench.js";
import type { CpuMeter } from "../lib/cpu-meter.js";
import { figure, median } from "../lib/statistics.js";
import type { ContenderName, PictureKind, Work } from "./clip-methods.js";
import type { ClipProcesses } from "./clip-processes.js";

/** One program, and how many pictures it is given together. */
interface Entry {
  contender: ContenderName;
  batch: number;
}

/** The same pictures for several entries, in turn. */
export interface Race<Name extends string> {
  pictures: PictureKind;
  /** Pictures of one round. */
  count: number;
  entries: Record<Name, Entry>;
}

/** What an entry did in one round. */
export interface Lap extends Work {
  /** Milliseconds of the wall clock without the share of the machine that others used. */
  ownMs: number;
}

export type Laps<Name extends string> = Record<Name, Lap[]>;

export async function runRound<Name extends string>(
  { pictures, count, entries }: Race<Name>,
  round: number,
  { methods }: ClipProcesses,
  meter: CpuMeter,
): Promise<Record<Name, Lap>> {
  const names = Object.keys(entries) as Name[];
  // Every other round in reverse: whoever comes first meets another machine than the last.
  if (round % 2 === 1) names.reverse();
  return meter.round(async () => {
    const laps = {} as Record<Name, Lap>;
    for (const name of names) {
      const { contender, batch } = entries[name];
      const embed = () => methods[contender].embed(pictures, round * count, count, batch);
      laps[name] = await lapOf(embed, meter);
    }
    return laps;
  });
}

export async function lapOf(embed: () => Promise<Work>, meter: CpuMeter): Promise<Lap> {
  const { result, share } = await meter.watch(embed);
  return { ...result, ownMs: result.wallMs * (1 - share) };
}

/**
 * Pictures a second of the time that the machine had for this entry: its own
 * CPU time, and what it left idle. On a quiet machine that is the rate by the clock.
 */
export function rate({ pictures, ownMs }: Lap): number {
  return (pictures / ownMs) * 1000;
}

export function cpuMsEach({ pictures, cpuMs }: Work): number {
  return cpuMs / pictures;
}

/** How often `value` of one entry goes into another's: the median of the rounds. */
export function ratio(ours: readonly Lap[], theirs: readonly Lap[], value: (lap: Lap) => number) {
  return median(ours.map((lap, round) => value(lap) / value(theirs[round]!)));
}

/** Pictures a second of the machine if all its cores did nothing but the model and decoding. */
export function workLimit(model: readonly Lap[], decoding: readonly Lap[]): number {
  const cpuMs = median(model.map(cpuMsEach)) + median(decoding.map(cpuMsEach));
  return (availableParallelism() * 1000) / cpuMs;
}

/** CPU milliseconds a picture at that limit. */
export function cpuMsOfLimit(limit: number): number {
  return (availableParallelism() * 1000) / limit;
}

/** Medians of every entry, by name. */
export function medians(laps: Laps<string>): BenchResult {
  return Object.fromEntries(
    Object.entries(laps).map(([name, each]) => [
      name,
      {
        per_s: figure(median(each.map(rate))),
        per_s_by_clock: figure(
          median(each.map(({ pictures, wallMs }) => pictures / wallMs)) * 1000,
        ),
        cpu_ms: figure(median(each.map(cpuMsEach))),
      },
    ]),
  );
}
