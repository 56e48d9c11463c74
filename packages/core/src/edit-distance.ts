/** Letters to insert, delete or replace (Levenshtein 1966). */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/** The name that a mistyped one was probably meant to be; upper and lower case are the same. */
export function nearestName(name: string, names: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let allowed = Math.max(1, Math.floor(wanted.length / 4));
  let nearest: string | undefined;
  for (const candidate of names) {
    if (Math.abs(candidate.length - wanted.length) > allowed) continue;
    const away = editDistance(wanted, candidate.toLowerCase());
    if (away > allowed) continue;
    nearest = candidate;
    if (away === 0) break;
    allowed = away - 1;
  }
  return nearest;
}
