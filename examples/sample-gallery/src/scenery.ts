import { mix } from "./colour.js";
import { disc, smooth } from "./outline.js";
import type { Sky } from "./palette.js";
import { fractal, type Random } from "./random.js";
import type { Canvas, Point } from "./svg.js";

/** The sky from the top down to `horizon` (pixels), its last colour going on below. */
export function paintSky(canvas: Canvas, sky: Sky, horizon = canvas.height): void {
  canvas.background(sky.stops[3]);
  canvas.rectangle(0, 0, canvas.width, horizon, { fill: canvas.linear(sky.stops) });
}

/** A sun or moon with a soft glow around it. */
export function paintLight(
  canvas: Canvas,
  sky: Sky,
  x: number,
  y: number,
  radius: number,
  strength = 0.6,
): void {
  const glow = canvas.radial([
    [0, sky.light, strength],
    [0.25, sky.light, strength * 0.45],
    [1, sky.light, 0],
  ]);
  canvas.circle(x, y, radius * 4.2, { fill: glow });
  canvas.circle(x, y, radius, { fill: sky.light });
}

/** Points of a ridge across the picture, ready to be closed at the bottom. */
export function ridge(
  random: Random,
  width: number,
  base: number,
  height: number,
  roughness: number,
  octaves = 4,
): Point[] {
  const noise = random.noise();
  const points: Point[] = [];
  for (let x = -8; x <= width + 8; x += 8) {
    points.push([x, base - height * fractal(noise, (x / width) * roughness, 0.5, octaves)]);
  }
  return points;
}

/** Closes a line of points into a shape down to `bottom`. */
export function ground(points: readonly Point[], bottom: number): string {
  const [first, last] = [points[0] as Point, points.at(-1) as Point];
  return `${smooth(points, false)}L${last[0]} ${bottom}L${first[0]} ${bottom}Z`;
}

/** Stars, denser and brighter towards the top. */
export function paintStars(canvas: Canvas, random: Random, count: number, bottom: number): void {
  const sizes = [0.6, 0.9, 1.4];
  const layers = sizes.map(() => "");
  for (let index = 0; index < count; index++) {
    const layer = random.chance(0.6) ? 0 : random.chance(0.75) ? 1 : 2;
    const y = bottom * random.next() ** 1.3;
    layers[layer] += disc(random.range(0, canvas.width), y, sizes[layer] as number);
  }
  layers.forEach((d, layer) => {
    if (d) canvas.path(d, { fill: "#fffaf0", opacity: 0.5 + layer * 0.22 });
  });
}

/** A cloud of rounded bars, flat underneath, about `width` wide around x. */
export function paintCloud(
  canvas: Canvas,
  random: Random,
  x: number,
  y: number,
  width: number,
  attributes: { fill: string; opacity: number },
): void {
  const bar = width * 0.13;
  let d = "";
  for (let row = 0; row < 3; row++) {
    const length = width * (1 - row * 0.28) * random.range(0.85, 1);
    const left = x - length / 2 + random.around(0, width * 0.08);
    const top = y - row * bar * 0.92;
    d += `M${left} ${top}h${length}a${bar / 2} ${bar / 2} 0 0 0 0 ${-bar}h${-length}a${bar / 2} ${bar / 2} 0 0 0 0 ${bar}Z`;
  }
  canvas.path(d, attributes);
}

/** A few birds far away, as open strokes. */
export function paintBirds(canvas: Canvas, random: Random, colour: string, count: number): void {
  const centreX = canvas.width * random.range(0.25, 0.75);
  const centreY = canvas.height * random.range(0.16, 0.3);
  for (let index = 0; index < count; index++) {
    const [x, y] = [random.around(centreX, 90), random.around(centreY, 40)];
    const span = random.range(5, 10);
    const lift = span * 0.55;
    canvas.stroke(
      `M${x - span} ${y - lift * 0.6}Q${x - span * 0.4} ${y - lift} ${x} ${y}Q${x + span * 0.4} ${y - lift} ${x + span} ${y - lift * 0.6}`,
      colour,
      1.5,
      { opacity: 0.75 },
    );
  }
}

/** A colour of the land at a depth from 0 (at the horizon, lost in haze) to 1 (nearest). */
export function landColour(sky: Sky, depth: number): string {
  return mix(mix(mix(sky.stops[2], sky.stops[3], 0.35), sky.stops[1], 0.32), sky.land, depth);
}
