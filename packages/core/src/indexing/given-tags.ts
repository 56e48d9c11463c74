/** Most tags that one source (a file, or an item of a call) may give to a picture. */
const maxTags = 100;

/** Longest tag, in UTF-16 units. */
const maxTagLength = 100;

/** Given tags as they are kept, and what of them was lost. */
export interface GivenTags {
  /** Lower case, single spaces, no repeats; in the order given. */
  tags: string[];
  /** Whole sentences about what was left out or cut; undefined when nothing was. */
  problem?: string;
}

/** Tidies tags that a person or a file gave. Giving it tidy tags again changes nothing. */
export function tidyTags(values: readonly string[]): GivenTags {
  const kept = new Set<string>();
  let cut = 0;
  for (const value of values) {
    const tag = value.trim().replace(/\s+/g, " ").toLowerCase();
    if (tag.length > maxTagLength) cut++;
    const short = tag
      .slice(0, maxTagLength)
      .replace(/[\uD800-\uDBFF]$/, "")
      .trimEnd();
    if (short !== "") kept.add(short);
  }
  const tags = [...kept].slice(0, maxTags);
  const problems: string[] = [];
  if (kept.size > maxTags) {
    problems.push(
      `Only the first ${maxTags} of ${kept.size} tags are kept: more would make searches slow.`,
    );
  }
  if (cut > 0) {
    const counted = cut === 1 ? "1 tag is" : `${cut} tags are`;
    problems.push(`${counted} cut at ${maxTagLength} characters: a tag is a word or a short name.`);
  }
  return problems.length > 0 ? { tags, problem: problems.join(" ") } : { tags };
}
