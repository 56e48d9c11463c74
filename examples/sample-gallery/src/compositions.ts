import { mix } from "./colour.js";
import type { Palette } from "./palette.js";
import type { Random } from "./random.js";
import { type Canvas, TURN } from "./svg.js";

/** Draws one free composition over the whole canvas. */
export type Composition = (canvas: Canvas, palette: Palette, random: Random) => void;

/** Poster compositions in the manner of the twenties. */
export const compositions = { wheel, halves, columns } satisfies Record<string, Composition>;

/** A divided wheel on a leaning beam, with rings and triangles. */
function wheel(canvas: Canvas, palette: Palette, random: Random): void {
  const { width, height } = canvas;
  const shorter = Math.min(width, height);
  const [main, second, soft, cool, last] = palette.hues;
  const tilt = random.range(-38, -22);
  canvas.at(width * 0.5, height * 0.5, tilt, 1, () => {
    const beam = { fill: mix(soft, palette.paper, 0.35) };
    canvas.rectangle(-shorter * 0.16, -height, shorter * 0.2, height * 2, beam);
    canvas.rectangle(shorter * 0.09, -height, shorter * 0.035, height * 2, { fill: palette.ink });
    for (let bar = 0; bar < 6; bar++) {
      const long = shorter * (0.5 - bar * 0.05);
      canvas.rectangle(shorter * (0.17 + bar * 0.032), -shorter * 0.1, shorter * 0.014, long, {
        fill: cool,
      });
    }
  });
  const [x, y] = [width * random.range(0.36, 0.46), height * random.range(0.34, 0.42)];
  const r = shorter * random.range(0.25, 0.3);
  const loud = [main, second, cool].find((hue) => hue !== palette.ink) as string;
  canvas.circle(x, y, r, { fill: loud });
  const half = { fill: last, transform: `rotate(${tilt} ${x} ${y})` };
  canvas.path(`M${x - r} ${y}A${r} ${r} 0 0 0 ${x + r} ${y}Z`, half);
  canvas.circle(x, y, r * 0.36, { fill: palette.paper });
  paintRings(canvas, palette, width * 0.77, height * 0.77, shorter * 0.2);
  const peak = (left: number, top: number, right: number, fill: string) =>
    canvas.path(
      `M${width * left} ${height * 0.9}L${width * ((left + right) / 2)} ${height * top}L${width * right} ${height * 0.9}Z`,
      { fill },
    );
  peak(0.1, 0.62, 0.5, cool);
  peak(0.26, 0.7, 0.54, palette.ink);
  paintLabel(canvas, palette, width * 0.62, height * 0.1, loud);
  for (let dot = 0; dot < 5; dot++) {
    const angle = (dot / 5) * (TURN / 4) + 3.6;
    const [dx, dy] = [Math.cos(angle) * r * 1.3, Math.sin(angle) * r * 1.3];
    canvas.circle(x + dx, y + dy, shorter * 0.016, { fill: palette.ink });
  }
}

/** Half discs that balance on both sides of a line. */
function halves(canvas: Canvas, palette: Palette, random: Random): void {
  const { width, height } = canvas;
  const [main, second, soft, cool, last] = palette.hues;
  const axis = width * 0.5;
  canvas.rectangle(axis, 0, width, height, { fill: mix(soft, palette.paper, 0.3) });
  const weights = [0.2, 0.155, 0.115].map((part) => part * height);
  let y = height * 0.1;
  const fills = random.shuffle([main, cool, last]);
  weights.forEach((r, index) => {
    const sweep = index % 2 === 0 ? 0 : 1;
    canvas.path(`M${axis} ${y}A${r} ${r} 0 0 ${sweep} ${axis} ${y + r * 2}Z`, {
      fill: fills[index],
    });
    const inner = r * 0.52;
    canvas.path(
      `M${axis} ${y + r - inner}A${inner} ${inner} 0 0 ${1 - sweep} ${axis} ${y + r + inner}Z`,
      { fill: index === 1 ? palette.ink : second },
    );
    y += r * 1.72;
  });
  canvas.rectangle(axis - 2.5, 0, 5, height, { fill: palette.ink });
  for (let line = 0; line < 9; line++) {
    canvas.rectangle(width * 0.6, height * 0.8 + line * 9, width * (0.3 - line * 0.025), 3.5, {
      fill: palette.ink,
    });
  }
  canvas.circle(width * 0.8, height * 0.2, height * 0.06, { fill: last });
  canvas.circle(width * 0.8, height * 0.2, height * 0.03, { fill: palette.paper });
  for (let dot = 0; dot < 15; dot++) {
    const [dx, dy] = [(dot % 3) * 24, Math.floor(dot / 3) * 24];
    canvas.circle(width * 0.14 + dx, height * 0.74 + dy, 6, {
      fill: dot % 4 === 0 ? main : palette.ink,
    });
  }
  canvas.path(
    `M${width * 0.14} ${height * 0.1}h${width * 0.16}l${-width * 0.16} ${width * 0.16}Z`,
    { fill: cool },
  );
}

/** Round-topped columns under a low sun. */
function columns(canvas: Canvas, palette: Palette, random: Random): void {
  const { width, height } = canvas;
  const [main, second, soft, cool, last] = palette.hues;
  const floor = height * 0.86;
  const count = Math.round(width / 74);
  const pitch = (width - 96) / count;
  canvas.circle(width * 0.66, height * 0.32, Math.min(width, height) * 0.25, {
    fill: palette.dark ? main : mix(main, palette.paper, 0.1),
  });
  for (let bar = 0; bar < 7; bar++) {
    canvas.rectangle(0, height * 0.31 + bar * 17, width, 4 + bar * 1.2, {
      fill: mix(palette.paper, soft, 0.16),
    });
  }
  const fills = [cool, palette.ink, second, last, soft];
  for (let column = 0; column < count; column++) {
    const x = 48 + column * pitch;
    const wave = 0.5 + 0.5 * Math.sin(column * 1.25 + random.range(0, 0.6));
    const top = floor - height * (0.16 + 0.4 * wave * (1 - column / (count * 1.7)));
    const half = pitch / 2;
    const round = column % 3 !== 1;
    const fill = fills[column % fills.length];
    canvas.path(
      round
        ? `M${x} ${floor}V${top + half}A${half} ${half} 0 0 1 ${x + pitch} ${top + half}V${floor}Z`
        : `M${x} ${floor}V${top + pitch}L${x + pitch} ${top}V${floor}Z`,
      { fill },
    );
    if (round)
      canvas.circle(x + half, top + half, half * 0.42, {
        fill: column % 2 === 0 ? palette.paper : main,
      });
    for (let step = 0; step < 4; step++) {
      const y = top + pitch * 1.25 + step * 16;
      if (column % 2 === 1 && y < floor - 12)
        canvas.rectangle(x + pitch * 0.2, y, pitch * 0.6, 5, { fill: palette.paper });
    }
  }
  canvas.rectangle(0, floor, width, 7, { fill: palette.ink });
  paintLabel(canvas, palette, width * 0.1, height * 0.1, second);
}

function paintRings(canvas: Canvas, palette: Palette, x: number, y: number, radius: number): void {
  for (let ring = 0; ring < 5; ring++) {
    const stroke = ring % 2 === 0 ? palette.ink : palette.hues[1];
    const size = { fill: "none", stroke, "stroke-width": radius * 0.085 };
    canvas.circle(x, y, radius * (1 - ring * 0.19), size);
  }
  canvas.circle(x, y, radius * 0.1, { fill: palette.hues[0] });
}

/** Two bars where a poster would carry its title. */
function paintLabel(canvas: Canvas, palette: Palette, x: number, y: number, second: string): void {
  const unit = Math.min(canvas.width, canvas.height);
  canvas.rectangle(x, y, unit * 0.26, unit * 0.045, { fill: palette.ink });
  canvas.rectangle(x, y + unit * 0.07, unit * 0.17, unit * 0.045, { fill: second });
}
