import { stripVTControlCharacters, styleText } from "node:util";

/** The part of `process.stdout` and `process.stderr` that printing needs. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Columns of the terminal behind a stream; undefined when it is a file or a pipe. */
export function terminalWidth(output: Output, environment: Environment): number | undefined {
  if (output.isTTY !== true) return undefined;
  // A terminal that does not know its size reports 0 columns.
  return output.columns || Number(environment.COLUMNS) || 80;
}

/** Whether a line may be drawn over itself: on a terminal that understands control sequences. */
export function canRedraw(output: Output, environment: Environment): boolean {
  return output.isTTY === true && environment.TERM !== "dumb";
}

/** https://no-color.org: any value but the empty one turns colours off. */
export function hasColour(output: Output, environment: Environment): boolean {
  return canRedraw(output, environment) && !environment.NO_COLOR;
}

export type Style = (format: "bold" | "dim" | "red" | "green" | "yellow", text: string) => string;

export function createStyle(colour: boolean): Style {
  return (format, text) => (colour ? styleText(format, text, { validateStream: false }) : text);
}

/**
 * Text of unknown origin (file names, titles, addresses) as one harmless line:
 * without control sequences, line breaks and marks that change the writing direction.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\s+/gu, " ")
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
    .trim();
}
