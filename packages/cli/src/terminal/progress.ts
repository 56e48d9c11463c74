import {
  progressLine,
  progressSentence,
  type RunCounts,
  type RunState,
  type TaggingStep,
} from "./progress-line.js";
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

/**
 * Shows the progress of a run: on a terminal one line that is drawn over itself,
 * elsewhere a plain line every five seconds.
 */
export interface ProgressReporter {
  /** `tagging`: all pictures are done, and their tags follow. */
  update(progress: RunCounts, tagging?: TaggingStep): void;
  /** Prints another line, and keeps the progress line below it whole. */
  note(line: string): void;
  /** Removes the progress line. */
  stop(): void;
}

export function createProgressReporter(output: Output, environment: Environment): ProgressReporter {
  return canRedraw(output, environment)
    ? new RedrawnProgress(output, environment)
    : new LoggedProgress(output);
}

/** Shows nothing: for a run that reports in another way. */
export const silentProgress: ProgressReporter = { update() {}, note() {}, stop() {} };

/** The newest progress of a run, with the rate of whatever is counted at the moment. */
class Latest {
  #rate = new RateMeter();
  #progress: RunCounts | undefined;
  #tagging: TaggingStep | undefined;

  get state(): RunState | undefined {
    if (this.#progress === undefined) return undefined;
    return { progress: this.#progress, tagging: this.#tagging, rate: this.#rate.perSecond() };
  }

  update(progress: RunCounts, tagging: TaggingStep | undefined): void {
    if (tagging?.step !== this.#tagging?.step) this.#rate = new RateMeter();
    this.#progress = progress;
    this.#tagging = tagging;
    this.#rate.add(performance.now(), (tagging ?? progress).done);
  }
}

class RedrawnProgress implements ProgressReporter {
  readonly #latest = new Latest();
  readonly #timer: NodeJS.Timeout;
  #shown = "";

  constructor(
    private readonly output: Output,
    private readonly environment: Environment,
  ) {
    // A clock draws the line, so many events do not mean many redraws.
    this.#timer = setInterval(() => this.#draw(), redrawEveryMs).unref();
  }

  update(progress: RunCounts, tagging?: TaggingStep): void {
    const first = this.#latest.state === undefined;
    this.#latest.update(progress, tagging);
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
    const { state } = this.#latest;
    if (state === undefined) return;
    const style = createStyle(hasColour(this.output, this.environment));
    // The last column stays free: some terminals wrap as soon as it is written.
    const width = (terminalWidth(this.output, this.environment) ?? 80) - 1;
    const line = progressLine(state, width, style);
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
  readonly #latest = new Latest();
  readonly #timer: NodeJS.Timeout;
  #reported = "";

  constructor(private readonly output: Output) {
    this.#timer = setInterval(() => this.#report(), reportEveryMs).unref();
  }

  update(progress: RunCounts, tagging?: TaggingStep): void {
    this.#latest.update(progress, tagging);
  }

  note(line: string): void {
    this.output.write(`${line}\n`);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #report(): void {
    const { state } = this.#latest;
    if (state === undefined) return;
    const { done } = state.tagging ?? state.progress;
    const reported = `${state.tagging?.step ?? ""} ${done}`;
    if (done === 0 || reported === this.#reported) return;
    this.#reported = reported;
    this.output.write(`${progressSentence(state)}\n`);
  }
}
