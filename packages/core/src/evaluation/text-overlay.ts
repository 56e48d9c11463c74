/**
 * The letters as strokes on a grid of 4 x 6. They are drawn, because text depends on
 * the fonts of the machine, and a machine may have none.
 */
const strokes: Record<string, string> = {
  A: "M0 6L2 0L4 6M1 3.5H3",
  E: "M4 0H0V6H4M0 3H3",
  H: "M0 0V6M4 0V6M0 3H4",
  L: "M0 0V6H4",
  M: "M0 6V0L2 3L4 0V6",
  O: "M0 0H4V6H0Z",
  P: "M0 6V0H4V3H0",
  S: "M4 0H0V3H4V6H0",
  T: "M0 0H4M2 0V6",
};

/** Distance between the left edges of two letters, on the grid. */
const advance = 5.5;

/**
 * What stock sites and meme makers put on a picture of this size: a half transparent
 * line that slopes across it, and a dark block with light letters along the top or the
 * bottom.
 */
export function overlaySvg(width: number, height: number, random: () => number): string {
  const slope = 30 * (2 * random() - 1);
  const isOnTop = random() < 0.5;
  const block = 0.16 * height;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <g transform="translate(${width / 2} ${height / 2}) rotate(${slope})" stroke-opacity="0.55">
      ${line("SAMPLE", 0.7 * width, 0.4 * height, "#ffffff")}
    </g>
    <rect y="${isOnTop ? 0 : height - block}" width="${width}" height="${block}" fill="#101418" fill-opacity="0.85"/>
    <g transform="translate(${width / 2} ${isOnTop ? block / 2 : height - block / 2})">
      ${line("THE SAME PHOTO", 0.8 * width, 0.5 * block, "#fffbe6")}
    </g>
  </svg>`;
}

/** A line of letters around (0, 0), as large as the given width and height allow. */
function line(text: string, width: number, height: number, colour: string): string {
  const length = advance * text.length - 1.5;
  const scale = Math.min(width / length, height / 6);
  const letters = [...text].map((letter, i) =>
    letter === " " ? "" : `<path d="${strokes[letter]}" transform="translate(${advance * i} 0)"/>`,
  );
  return `<g transform="scale(${scale}) translate(${-length / 2} -3)" fill="none" stroke="${colour}" stroke-width="0.9">${letters.join("")}</g>`;
}
