import sharp, { type Sharp } from "sharp";

/** Pixels of the screen. */
const screen = { width: 1280, height: 800 };

/** Shares of the screen's width and height within which the picture has room. */
const [leastRoom, mostRoom] = [0.25, 0.7];

/** A picture on a screen, as large as it likes and anywhere, among bars and lines of text. */
export async function screenshotOf(image: Sharp, random: () => number): Promise<Sharp> {
  const room = leastRoom + (mostRoom - leastRoom) * random();
  const size = {
    width: Math.round(room * screen.width),
    height: Math.round(room * screen.height),
  };
  const { data, info } = await image
    .resize({ ...size, fit: "inside" })
    .png()
    .toBuffer({ resolveWithObject: true });
  const left = Math.floor(random() * (screen.width - info.width));
  const top = Math.floor(random() * (screen.height - info.height));
  return sharp(Buffer.from(drawScreen(random)))
    .flatten()
    .composite([{ input: data, left, top }]);
}

/** A window with a title, a list at the left and paragraphs, in light or dark colours. */
function drawScreen(random: () => number): string {
  const isDark = random() < 0.5;
  const [ground, bar, ink] = isDark
    ? ["#1e2127", "#2b303b", "#c8ccd4"]
    : ["#ffffff", "#eceff4", "#333a45"];
  const rect = (x: number, y: number, width: number, height: number, fill: string) =>
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}"/>`;
  const parts = [
    rect(0, 0, screen.width, screen.height, ground),
    rect(0, 0, screen.width, 44, bar),
    rect(0, 44, 220, screen.height - 44, bar),
    ...[0, 1, 2].map(
      (i) => `<circle cx="${22 + 22 * i}" cy="22" r="7" fill="hsl(${50 * i} 70% 60%)"/>`,
    ),
  ];
  for (let y = 70; y < screen.height - 20; y += 34) {
    parts.push(rect(20, y, 60 + 120 * random(), 9, ink));
    // Words are bars, because a machine may have no fonts.
    for (let x = 250; x < screen.width - 40; ) {
      const width = 16 + 60 * random();
      parts.push(rect(x, y, width, 11, ink));
      x += width + 9;
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${screen.width}" height="${screen.height}">${parts.join("")}</svg>`;
}
