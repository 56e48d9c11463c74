import { describe, expect, test } from "vitest";
import { type Command, commandLine } from "./commands-page.js";
import { codeBlocks, pages, proseLines } from "./pages.js";
import { shellCommands } from "./shell-words.js";

/** The command line with commands that do nothing. */
function disarmed(command: Command): Command {
  if (command.commands.length === 0) command.action(() => {});
  for (const inner of command.commands) disarmed(inner);
  return command;
}

const program = disarmed(commandLine());

/** Why the command line refuses these words; null when it takes them. */
function refusal(words: readonly string[]): string | null {
  try {
    program.parse([...words], { from: "user" });
    return null;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return ["commander.helpDisplayed", "commander.help", "commander.version"].includes(code ?? "")
      ? null
      : message;
  }
}

/** The words behind `revimg` in a command of a page; null for other commands. */
function wordsOf(command: readonly string[]): string[] | null {
  const start = command[0] === "npx" ? 1 : 0;
  if (command[start] !== "revimg") return null;
  return command.slice(start + 1).filter((word) => word !== "…");
}

test.each([
  [["search", "./a.jpg", "--limti", "3"], "unknown option '--limti'"],
  [["serch", "./a.jpg"], "unknown command 'serch'"],
  [["serve", "--port", "eighty"], "--port"],
  [["index", "./photos", "--originals", "all"], "Allowed choices"],
])("a wrong command is refused: %j", (words, why) => {
  expect(refusal(words)).toContain(why);
});

describe("every command that a page shows is one that the command line takes", () => {
  test("in shell blocks", () => {
    const wrong: string[] = [];
    let count = 0;
    for (const block of pages().flatMap(codeBlocks)) {
      if (block.language !== "sh") continue;
      for (const command of shellCommands(block.code)) {
        const words = wordsOf(command);
        if (words === null) continue;
        count++;
        const why = refusal(words);
        if (why !== null) wrong.push(`${block.page}:${block.line} ${command.join(" ")}: ${why}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(60);
  });

  test("in sentences and tables, as far as their options and commands go", () => {
    const wrong: string[] = [];
    for (const page of pages()) {
      for (const [index, line] of proseLines(page).entries()) {
        for (const [, code] of line.matchAll(/`((?:npx )?revimg [^`]+)`/g)) {
          const [command = []] = shellCommands(code!.replaceAll("…>", ">"));
          const why = refusal(wordsOf(command) ?? []);
          // A sentence may leave out what the command needs.
          if (why !== null && /unknown|too many/.test(why)) {
            wrong.push(`${page}:${index + 1} ${code}: ${why}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test("in the help of commands, as far as their options and commands go", () => {
    const [examples, wrong] = [[] as string[], [] as string[]];
    for (const { language, code } of codeBlocks("docs/reference/commands.md")) {
      if (language !== "text") continue;
      for (const [example] of code.matchAll(/^ +revimg .+$/gm)) {
        examples.push(example);
        const why = refusal(shellCommands(example)[0]!.slice(1));
        // A remark stands behind some examples.
        if (why !== null && /unknown/.test(why)) wrong.push(`${example}: ${why}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(examples.length).toBeGreaterThan(60);
  });
});
