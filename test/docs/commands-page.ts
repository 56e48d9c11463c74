import { Writable } from "node:stream";
import { createProgram } from "../../packages/cli/src/program.js";

export type Command = ReturnType<typeof createProgram>;

/** The command line as it is, which writes nowhere. */
export function commandLine(): Command {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const context = {
    words: [],
    stdin: process.stdin,
    stdout: nowhere,
    stderr: nowhere,
    environment: {},
    signal: new AbortController().signal,
  };
  return createProgram(context, () => {});
}

/** `docs/reference/commands.md`: the help of every command. */
export function commandsPage(): string {
  const sections = commandLine().commands.flatMap((command) => [
    section(command, `revimg ${command.name()}`, "##"),
    ...command.commands
      .filter((inner) => inner.name() !== "help")
      .map((inner) => section(inner, `revimg ${command.name()} ${inner.name()}`, "###")),
  ]);
  return `# Commands and options

What \`--help\` shows, for every command. [The command line](../command-line.md) is the guide.

${sections.join("\n")}`;
}

function section(command: Command, title: string, level: string): string {
  return `${level} ${title}\n\n\`\`\`text\n${help(command)}\n\`\`\`\n`;
}

function help(command: Command): string {
  let text = "";
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => 80,
  });
  command.outputHelp();
  return text.trim().replaceAll(/ +$/gm, "");
}
