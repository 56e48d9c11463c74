/** A `revimg` command line to copy into a shell: words with anything special in them are quoted. */
export function fixCommand(words: readonly string[]): string {
  return ["revimg", ...words].map(quote).join(" ");
}

function quote(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `"${word.replace(/["$`\\]/g, "\\$&")}"`;
}
