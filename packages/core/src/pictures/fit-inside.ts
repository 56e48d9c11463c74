/** The largest size of a picture's proportions of which neither side is longer than `side`, 1 pixel at least. */
export function fitInside(
  { width, height }: { width: number; height: number },
  side: number,
): { width: number; height: number } {
  const scale = side / Math.max(width, height);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}
