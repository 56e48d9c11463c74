import type { IndexEvent, IndexProgress } from "@revimg/core";
import { printable, write } from "./output";

const lineIntervalMs = 2_000;
const maxListed = 100;

type Tagging = Extract<IndexEvent, { type: "tagging" }>;

/** Tells how indexing goes: a line about every two seconds, and a summary at the end. */
export class IndexingReport {
  #progress: IndexProgress | undefined;
  #tagging: Tagging | undefined;
  #lastMark = "";
  readonly #warnings: string[] = [];
  readonly #timer = setInterval(() => this.#line(), lineIntervalMs);

  take(event: IndexEvent, progress: IndexProgress): void {
    this.#progress = progress;
    if (event.type === "tagging") this.#tagging = event;
    if (event.type === "warning") this.#warnings.push(lineOf(event.name, event.error.message));
    if (event.type === "finished") {
      const failures = event.failures.map(({ name, reason }) => lineOf(name, reason));
      write(summaryOf(event.progress));
      list(`${failures.length} could not be indexed:`, failures);
      list("To know, though no picture was lost:", this.#warnings);
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #line(): void {
    if (!this.#progress) return;
    const { done } = this.#tagging ?? this.#progress;
    const mark = `${this.#tagging?.step} ${done}`;
    if (done === 0 || mark === this.#lastMark) return;
    this.#lastMark = mark;
    write(this.#tagging ? taggingLine(this.#tagging) : progressLine(this.#progress));
  }
}

function taggingLine({ step, done, total }: Tagging): string {
  return step === "labels"
    ? `Preparing tags ${done} of ${total} words`
    : `Tagging ${done} of ${total} pictures`;
}

function progressLine({ done, total, elapsedMs, failed }: IndexProgress): string {
  const rate = done / Math.max(1, elapsedMs / 1000);
  const parts = [`${rate.toFixed(rate < 10 ? 1 : 0)} a second`];
  if (total !== undefined && rate > 0) parts.push(`about ${time((total - done) / rate)} left`);
  if (failed > 0) parts.push(`${failed} failed`);
  return `Indexing ${done}${total === undefined ? "" : ` of ${total}`}, ${parts.join(", ")}`;
}

function summaryOf({ done, added, updated, unchanged, elapsedMs }: IndexProgress): string {
  const counts = `${added} new, ${updated} updated, ${unchanged} known already`;
  return `Indexed ${done} files in ${time(elapsedMs / 1000)}: ${counts}.`;
}

function list(heading: string, lines: string[]): void {
  if (lines.length === 0) return;
  write(heading);
  for (const line of lines.slice(0, maxListed)) write(`  ${line}`);
  if (lines.length > maxListed) write(`  and ${lines.length - maxListed} more`);
}

function lineOf(name: string, reason: string): string {
  return `${printable(name)}: ${printable(reason)}`;
}

function time(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
