import { describe, expect, it } from "vitest";
import { CpuMeter, processCpuMs } from "./cpu-meter.js";

/** Work that shows in the machine's counters, which tick in hundredths of a second. */
async function burn(cpuMs: number): Promise<number> {
  const until = processCpuMs() + cpuMs;
  while (processCpuMs() < until) Math.sqrt(until);
  return until;
}

describe("CpuMeter", () => {
  it("repeats a round in which most of the work was somebody else's", async () => {
    // Work that the meter is not told of is foreign to it.
    const meter = new CpuMeter(() => 0);
    let runs = 0;
    const round = () => {
      runs++;
      return burn(150);
    };
    await meter.round(round);
    expect({ runs, repeats: meter.repeats, disturbed: meter.disturbedRounds }).toEqual({
      runs: 4,
      repeats: 3,
      disturbed: 1,
    });
  });

  it("gives up repeating on a machine that is never quiet", async () => {
    const meter = new CpuMeter(() => 0);
    for (let round = 0; round < 3; round++) await meter.round(() => burn(150));
    expect({ repeats: meter.repeats, disturbed: meter.disturbedRounds }).toEqual({
      repeats: 6,
      disturbed: 3,
    });
  });

  it("repeats no more often than it is told to", async () => {
    const meter = new CpuMeter(() => 0, { maxAttempts: 2 });
    await meter.round(() => burn(150));
    expect({ repeats: meter.repeats, disturbed: meter.disturbedRounds }).toEqual({
      repeats: 1,
      disturbed: 1,
    });
  });

  it("tells the share of the machine that others used", async () => {
    const stranger = await new CpuMeter(() => 0).watch(() => burn(150));
    // One thread keeps one core busy at least for a part of the time.
    expect(stranger.share).toBeGreaterThan(0);
    expect(stranger.share).toBeLessThanOrEqual(1);
    let own = 0;
    const meter = new CpuMeter(() => {
      own += 1e9;
      return own;
    });
    expect((await meter.watch(() => burn(150))).share).toBe(0);
  });

  it("gives the result of a round that counts", async () => {
    // More own work than there was: nothing is left that could be foreign.
    let own = 0;
    const meter = new CpuMeter(() => {
      own += 1e9;
      return own;
    });
    expect(await meter.round(async () => "result")).toBe("result");
    expect(meter.repeats).toBe(0);
  });
});
