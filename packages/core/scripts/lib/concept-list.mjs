// Reads models/vocabulary/concepts.txt; the head of that file says how it is written.

/**
 * Entries in the order of the file: `name`; `sense`, the word of WordNet that
 * stands for it (null where wider words are given instead); `wider`, the names of
 * wider concepts; and what their group says: its `title`, its `roots` and its
 * `parent` (null where it has none).
 */
export function readConceptList(text) {
  const [, ...groups] = text.split(/^# /m);
  return groups.flatMap((group) => {
    const [title, ...lines] = group.split("\n");
    const setting = (key) =>
      lines.find((line) => line.startsWith(`${key}: `))?.slice(key.length + 2) ?? null;
    const roots = setting("roots")?.split(", ") ?? [];
    const parent = setting("parent");
    const entries = lines.filter((line) => !/^(roots|parent|about): /.test(line)).join(" ");
    return entries
      .split(",")
      .map((entry) => entry.trim())
      .filter((entry) => entry !== "")
      .map((entry) => ({ title, roots, parent, ...readEntry(entry) }));
  });
}

/** "name", "name = sense", "name > wider + wider" or "name = sense > wider". */
function readEntry(entry) {
  const [left, right] = entry.split(" > ");
  const [name, sense] = left.split(" = ");
  const wider = right?.split(" + ") ?? [];
  return { name, sense: sense ?? (right === undefined ? name : null), wider };
}
