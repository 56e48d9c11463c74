import { expect, test } from "vitest";
import type { Context } from "./context.js";
import { createCounter } from "./counter.js";

function terminal(isTTY: boolean, columns = 40) {
  const texts: string[] = [];
  const output = { isTTY, columns, write: (text: string) => texts.push(text) };
  const context = { stderr: output, environment: {} } as unknown as Context;
  return { output, context, text: () => texts.join("") };
}

const erase = "\r\x1b[2K";

test("a line is drawn over itself and gone at the end; printed lines stay", () => {
  const { output, context, text } = terminal(true);
  const counter = createCounter(context, false);
  counter.show("Checked 1 row");
  counter.print(output, "a.jpg: missing");
  counter.stop();
  expect(text()).toBe(`${erase}Checked 1 row${erase}a.jpg: missing\n`);
});

test("a line longer than the terminal is cut, as one that wraps can't be drawn over", () => {
  const { context, text } = terminal(true, 12);
  createCounter(context, false).show("Checked 123,456 rows");
  expect(text()).toBe(`${erase}Checked 12…`);
});

test.each([
  ["no terminal", false, false],
  ["a silent command", true, true],
])("%s shows only what is printed", (_, isTTY, isSilent) => {
  const { output, context, text } = terminal(isTTY);
  const counter = createCounter(context, isSilent);
  counter.show("Checked 1 row");
  counter.print(output, "a.jpg: missing");
  counter.stop();
  expect(text()).toBe("a.jpg: missing\n");
});
