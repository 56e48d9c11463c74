import { isAbsolute, relative, sep } from "node:path";

/** A path as a person reads it: relative for what lies in the current folder, else absolute. */
export function shortPath(path: string): string {
  if (!isAbsolute(path)) return path;
  const inside = relative(process.cwd(), path);
  const isOutside = inside === "" || inside === ".." || inside.startsWith(`..${sep}`);
  return isOutside || isAbsolute(inside) ? path : inside;
}
