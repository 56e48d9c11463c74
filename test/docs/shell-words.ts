/** A placeholder such as `<id>`, which a shell would take for a redirection. */
const placeholder = /^<[\w.… -]+>$/;

/**
 * The commands of a shell block, each as its words. It knows what our pages use: comments,
 * quotes, continued lines, pipes and lists, assignments, `$(…)`, redirections and placeholders
 * in angle brackets.
 */
export function shellCommands(code: string): string[][] {
  const commands: string[][] = [];
  let words: string[] = [];
  const end = () => {
    while (/^\w+=/.test(words[0] ?? "")) words.shift();
    if (words.length > 0) commands.push(words);
    words = [];
  };
  const token =
    /\\\n|[ \t]+|#[^\n]*|\n|&&|\|\||[|;&()]|\d?>>?&?\d?|<[\w.… -]+>(?:\.\.\.|…)?|<|(?:\$\([^)]*\)|"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s|;&()<>"'\\]|(?<=\S)<[\w-]+>)+/gy;
  for (const [text] of code.matchAll(token)) {
    if (/^(\\\n|[ \t]+|#.*)$/.test(text)) continue;
    if (/^(\n|&&|\|\||[|;&()])$/.test(text)) end();
    else if (placeholder.test(text) || !/^(\d?>|<)/.test(text)) words.push(unquote(text));
    else words.push(text);
  }
  end();
  return commands.map(withoutRedirections);
}

function unquote(word: string): string {
  return word.replaceAll(/"((?:\\.|[^"\\])*)"|'([^']*)'/g, (_, double, single) => double ?? single);
}

/** A redirection takes the word behind it. */
function withoutRedirections(words: string[]): string[] {
  const isRedirection = (word: string | undefined) => /^(\d?>>?(&\d)?|<)$/.test(word ?? "");
  return words.filter((word, at) => !isRedirection(word) && !/^(>>?|<)$/.test(words[at - 1] ?? ""));
}
