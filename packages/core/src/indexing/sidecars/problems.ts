import { RevimgError } from "../../lib/errors.js";

/** Hears of what could not be used. `place` is a path, or a path and a line. */
export type Warn = (place: string, error: RevimgError) => void;

/** Problems of one kind that are told one by one; more become one warning. */
const toldSingly = 3;

/** Lines that are named when problems are told together. */
const namedLines = 5;

/** Hears of one thing that is wrong. `message` is whole sentences; faults of one `kind` may be told together. */
export interface ProblemSink {
  add(kind: string, message: string, line?: number): void;
}

interface Found {
  message: string;
  line: number | undefined;
}

/** What is wrong in one file. It is told at the end, so that 3,000 equal faults are one warning. */
export class Problems implements ProblemSink {
  readonly #path: string;
  readonly #kinds = new Map<string, { first: Found[]; count: number }>();

  constructor(path: string) {
    this.#path = path;
  }

  add(kind: string, message: string, line?: number): void {
    const known = this.#kinds.get(kind);
    if (!known) this.#kinds.set(kind, { first: [{ message, line }], count: 1 });
    else if (++known.count <= namedLines) known.first.push({ message, line });
  }

  get isEmpty(): boolean {
    return this.#kinds.size === 0;
  }

  tell(warn: Warn): void {
    const told = [...this.#kinds.values()].flatMap(({ first, count }) =>
      count <= toldSingly ? first : [together(first, count)],
    );
    told.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    for (const { message, line } of told) {
      const place = line === undefined ? this.#path : `${this.#path}, line ${line}`;
      warn(place, new RevimgError("invalid_input", message));
    }
  }
}

function together(first: readonly Found[], count: number): Found {
  const [{ message, line }, ...others] = first as [Found, ...Found[]];
  const lines = others.map((other) => other.line).join(", ");
  const rest = count > first.length ? ", …" : "";
  const more = (count - 1).toLocaleString("en");
  return { message: `${message} The same is true of ${more} more lines: ${lines}${rest}.`, line };
}
