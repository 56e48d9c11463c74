import type { IndexProgress } from "@revimg/core";
import { progressLine, progressSentence } from "./progress-line.js";
import { RateMeter } from "./rate-meter.js";
import {
  canRedraw,
  createStyle,
  type Environment,
  hasColour,
  type Output,
  terminalWidth,
} from "./terminal.js";

const redrawEveryMs = 100;
const reportEveryMs = 5_000;
const eraseLine = "\r\x1b[2K";

/** Shows how a run goes on: one line drawn over itself on a terminal, a plain line every five seconds elsewhere. */
export interface ProgressReporter {
  update(progress: IndexProgress): void;
  /** Prints a line of its own without tearing the progress line. */
  note(line: string): void;
  /** Takes the progress line away. */
  stop(): void;
}

export function createProgressReporter(output: Output, environment: Environment): ProgressReporter {
  return canRedraw(output, environment)
    ? new RedrawnProgress(output, environment)
    : new LoggedProgress(output);
}

/** For a run that reports in another way. */
export const silentProgress: ProgressReporter = { update() {}, note() {}, stop() {} };

class RedrawnProgress implements ProgressReporter {
  readonly #rate = new RateMeter();
  readonly #timer: NodeJS.Timeout;
  #latest: IndexProgress | undefined;
  #shown = "";

  constructor(
    private readonly output: Output,
    private readonly environment: Environment,
  ) {
    // Drawing on a clock bounds the redraws, whatever the number of events.
    this.#timer = setInterval(() => this.#draw(), redrawEveryMs).unref();
  }

  update(progress: IndexProgress): void {
    const first = this.#latest === undefined;
    this.#latest = progress;
    this.#rate.add(performance.now(), progress.done);
    if (first) this.#draw();
  }

  note(line: string): void {
    this.#erase();
    this.output.write(`${line}\n`);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#erase();
  }

  #draw(): void {
    if (this.#latest === undefined) return;
    const style = createStyle(hasColour(this.output, this.environment));
    // The last column stays free: some terminals wrap as soon as it is written.
    const width = (terminalWidth(this.output, this.environment) ?? 80) - 1;
    const line = progressLine(this.#latest, this.#rate.perSecond(), width, style);
    if (line === this.#shown) return;
    this.output.write(eraseLine + line);
    this.#shown = line;
  }

  #erase(): void {
    if (this.#shown !== "") this.output.write(eraseLine);
    this.#shown = "";
  }
}

class LoggedProgress implements ProgressReporter {
  readonly #rate = new RateMeter();
  readonly #timer: NodeJS.Timeout;
  #latest: IndexProgress | undefined;
  #reported = 0;

  constructor(private readonly output: Output) {
    this.#timer = setInterval(() => this.#report(), reportEveryMs).unref();
  }

  update(progress: IndexProgress): void {
    this.#latest = progress;
    this.#rate.add(performance.now(), progress.done);
  }

  note(line: string): void {
    this.output.write(`${line}\n`);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #report(): void {
    if (this.#latest === undefined || this.#latest.done === this.#reported) return;
    this.#reported = this.#latest.done;
    this.output.write(`${progressSentence(this.#latest, this.#rate.perSecond())}\n`);
  }
}
