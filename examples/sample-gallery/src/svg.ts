export type Point = readonly [x: number, y: number];
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** A gradient's stop: a colour (spread evenly), or its place from 0 to 1, the colour, its opacity. */
export type Stop = string | readonly [at: number, colour: string, opacity?: number];

export const TURN = Math.PI * 2;

/** An SVG picture under construction; things drawn later lie on top. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly #definitions = new Map<string, { id: string; text: string }>();
  #body: string[] = [];

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
  }

  background(fill: string): void {
    this.rectangle(0, 0, this.width, this.height, { fill });
  }

  circle(cx: number, cy: number, r: number, attributes: Attributes): void {
    this.#add("circle", { cx, cy, r, ...attributes });
  }

  ellipse(cx: number, cy: number, rx: number, ry: number, attributes: Attributes): void {
    this.#add("ellipse", { cx, cy, rx, ry, ...attributes });
  }

  rectangle(x: number, y: number, width: number, height: number, attributes: Attributes): void {
    this.#add("rect", { x, y, width, height, ...attributes });
  }

  path(d: string, attributes: Attributes): void {
    this.#add("path", { d, ...attributes });
  }

  /** A line without filling, with round ends. */
  stroke(d: string, stroke: string, width: number, attributes: Attributes = {}): void {
    const round = { "stroke-linecap": "round", "stroke-linejoin": "round" };
    this.#add("path", { d, fill: "none", stroke, "stroke-width": width, ...round, ...attributes });
  }

  group(attributes: Attributes, draw: () => void): void {
    this.#body.push(`<g${written(attributes)}>`);
    draw();
    this.#body.push("</g>");
  }

  /** Draws with (x, y) as the origin, turned clockwise by `degrees`, scaled. */
  at(x: number, y: number, degrees: number, scale: number, draw: () => void): void {
    const transform = `translate(${number(x)} ${number(y)}) rotate(${number(degrees)}) scale(${number(scale)})`;
    this.group({ transform }, draw);
  }

  /** A fill that runs over the shape's box; 0 degrees runs to the right, 90 downwards. */
  linear(stops: readonly Stop[], degrees = 90): string {
    const x = Math.cos((degrees / 360) * TURN) / 2;
    const y = Math.sin((degrees / 360) * TURN) / 2;
    const vector = { x1: 0.5 - x, y1: 0.5 - y, x2: 0.5 + x, y2: 0.5 + y };
    return this.#define("linearGradient", vector, stopElements(stops));
  }

  /** A fill that runs outwards over the shape's box, from (cx, cy) to radius r, all in parts of the box. */
  radial(stops: readonly Stop[], cx = 0.5, cy = 0.5, r = 0.5): string {
    return this.#define("radialGradient", { cx, cy, r }, stopElements(stops));
  }

  /** Draws inside the outline `d` only. */
  clipped(d: string, draw: () => void): void {
    const clip = this.#define("clipPath", {}, `<path d="${d}"/>`);
    this.group({ "clip-path": clip }, draw);
  }

  toString(): string {
    const size = `width="${this.width}" height="${this.height}" viewBox="0 0 ${this.width} ${this.height}"`;
    const definitions = [...this.#definitions.values()].map(({ text }) => text).join("");
    return `<svg xmlns="http://www.w3.org/2000/svg" ${size}><defs>${definitions}</defs>${this.#body.join("")}</svg>`;
  }

  #add(name: string, attributes: Attributes): void {
    this.#body.push(`<${name}${written(attributes)}/>`);
  }

  /** Adds a definition, once however often it is used. */
  #define(name: string, attributes: Attributes, content: string): string {
    const definition = `${written(attributes, 4)}>${content}</${name}>`;
    const key = `${name} ${definition}`;
    const known = this.#definitions.get(key);
    if (known) return `url(#${known.id})`;
    const id = `d${this.#definitions.size}`;
    this.#definitions.set(key, { id, text: `<${name} id="${id}"${definition}` });
    return `url(#${id})`;
  }
}

/** A coordinate with at most two decimals: last-digit differences between engines vanish. */
export function number(value: number, decimals = 2): string {
  return String(Number(value.toFixed(decimals)) + 0);
}

/** The point at an angle (radians, clockwise from the right) and distance from another. */
export function polar(x: number, y: number, angle: number, distance: number): Point {
  return [x + Math.cos(angle) * distance, y + Math.sin(angle) * distance];
}

function written(attributes: Attributes, decimals = 2): string {
  let text = "";
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    text += ` ${key}="${typeof value === "number" ? number(value, decimals) : value}"`;
  }
  return text;
}

function stopElements(stops: readonly Stop[]): string {
  return stops
    .map((stop, index) => {
      const [at, colour, opacity = 1] =
        typeof stop === "string" ? [index / (stops.length - 1), stop] : stop;
      return `<stop offset="${number(at, 4)}" stop-color="${colour}" stop-opacity="${number(opacity)}"/>`;
    })
    .join("");
}
