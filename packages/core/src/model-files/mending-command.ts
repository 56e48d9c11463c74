/** A `revimg` command line to copy into a shell. Words with special characters are quoted. */
export function fixCommand(words: readonly string[]): string {
  return ["revimg", ...words].map(quote).join(" ");
}

function quote(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `"${word.replace(/["$`\\]/g, "\\$&")}"`;
}
