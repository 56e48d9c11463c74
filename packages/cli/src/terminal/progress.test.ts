import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createProgressReporter } from "./progress.js";
import { textWidth } from "./text-width.js";

const counts = { added: 0, updated: 0, unchanged: 0, failed: 0, elapsedMs: 0 };

/** Keeps what was written, as a terminal of a given width or as a file. */
class Written {
  readonly texts: string[] = [];
  constructor(
    readonly isTTY: boolean,
    readonly columns: number,
  ) {}
  write(text: string) {
    this.texts.push(text);
  }
}

describe("createProgressReporter", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("redraws one line at most ten times a second, within the terminal's width", () => {
    const output = new Written(true, 50);
    const reporter = createProgressReporter(output, {});
    for (let done = 0; done < 2000; done++) {
      reporter.update({ ...counts, done, total: 2000 });
      vi.advanceTimersByTime(1);
    }
    expect(output.texts.length).toBeGreaterThan(10);
    expect(output.texts.length).toBeLessThanOrEqual(21);
    for (const text of output.texts) {
      expect(text.startsWith("\r\x1b[2K")).toBe(true);
      expect(text).not.toContain("\n");
      expect(textWidth(text)).toBeLessThan(50);
    }
    reporter.stop();
    expect(output.texts.at(-1)).toBe("\r\x1b[2K");
  });

  it("prints notes on lines of their own", () => {
    const output = new Written(true, 80);
    const reporter = createProgressReporter(output, { NO_COLOR: "1" });
    reporter.update({ ...counts, done: 1, total: 2 });
    reporter.note("Warning: a note");
    vi.advanceTimersByTime(100);
    reporter.stop();
    const bar = `${"█".repeat(15)}${"░".repeat(15)}  1 of 2 pictures  50 %`;
    const erase = "\r\x1b[2K";
    expect(output.texts).toEqual([erase + bar, erase, "Warning: a note\n", erase + bar, erase]);
  });

  it("writes a plain line every five seconds where there is no terminal", () => {
    const output = new Written(false, 0);
    const reporter = createProgressReporter(output, {});
    for (let second = 0; second < 12; second++) {
      reporter.update({ ...counts, done: second * 10, total: 800 });
      vi.advanceTimersByTime(1000);
    }
    reporter.stop();
    vi.advanceTimersByTime(60_000);
    expect(output.texts).toEqual([
      "40 of 800 pictures, 10 pictures/s, 1 min 16 s left\n",
      "90 of 800 pictures, 10 pictures/s, 1 min 11 s left\n",
    ]);
  });

  it("begins a new rate with each step of tagging", () => {
    const output = new Written(false, 0);
    const reporter = createProgressReporter(output, {});
    const progress = { ...counts, done: 800, total: 800 };
    reporter.update(progress);
    for (let done = 0; done <= 480; done += 40) {
      reporter.update(progress, { step: "labels", done, total: 1000 });
      vi.advanceTimersByTime(1000);
    }
    reporter.update(progress, { step: "pictures", done: 0, total: 800 });
    vi.advanceTimersByTime(1000);
    reporter.update(progress, { step: "pictures", done: 200, total: 800 });
    vi.advanceTimersByTime(1000);
    reporter.stop();
    expect(output.texts).toEqual([
      "Preparing tags 160 of 1,000 words, 21 s left\n",
      "Preparing tags 360 of 1,000 words, 16 s left\n",
      "Tagging 200 of 800 pictures, 3 s left\n",
    ]);
  });

  it("writes plain lines on a terminal that can't redraw", () => {
    const output = new Written(true, 80);
    const reporter = createProgressReporter(output, { TERM: "dumb" });
    reporter.update({ ...counts, done: 1, total: 2 });
    vi.advanceTimersByTime(5000);
    reporter.stop();
    expect(output.texts).toEqual(["1 of 2 pictures\n"]);
  });
});
