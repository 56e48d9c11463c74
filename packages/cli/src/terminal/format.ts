const numbers = new Intl.NumberFormat("en-US");
const sizes = ["bytes", "kB", "MB", "GB", "TB"];

/** `1,234` */
export function formatCount(count: number): string {
  return numbers.format(count);
}

/** `1 picture`, `1,234 pictures` */
export function formatPictures(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "picture" : "pictures"}`;
}

/** `4 s`, `3 min 20 s`, `1 h 05 min` */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 1) return "under 1 s";
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${formatCount(Math.floor(minutes / 60))} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** `41 pictures/s`; slow rates keep a decimal. */
export function formatRate(perSecond: number): string {
  return `${perSecond < 10 ? perSecond.toFixed(1) : formatCount(Math.round(perSecond))} pictures/s`;
}

/** `512 bytes`, `12.4 MB`, in powers of 1000. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let size = 0;
  while (value >= 999.5 && size < sizes.length - 1) {
    value /= 1000;
    size += 1;
  }
  const digits = size === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${sizes[size]}`;
}
