const units = ["B", "KiB", "MiB", "GiB", "TiB"];
const integer = new Intl.NumberFormat("en");

/** Bytes with the unit that keeps the number short. */
export function bytesOf(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}

/** A moment in UTC: the same on the server and in every browser. */
export function momentOf(iso: string | number): string {
  return `${new Date(iso).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

export function numberOf(count: number): string {
  return integer.format(count);
}

/** Milliseconds as people say them. */
export function durationOf(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 90) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
