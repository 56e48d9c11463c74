/** Colour arithmetic in OKLab (Ottosson, 2020), where a straight line between two colours stays clean. */

type Triple = [number, number, number];

/** The colour a part `t` (0 to 1) of the way from one `#rrggbb` to another. */
export function mix(from: string, to: string, t: number): string {
  const a = toOklab(from);
  const b = toOklab(to);
  return fromOklab([a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t]);
}

/** The same hue, lighter (amount > 0) or darker (amount < 0); amount is in OKLab lightness, -1 to 1. */
export function shade(colour: string, amount: number): string {
  const [lightness, a, b] = toOklab(colour);
  return fromOklab([Math.min(1, Math.max(0, lightness + amount)), a, b]);
}

/** A colour on a scale of several, `t` from 0 (first) to 1 (last). */
export function ramp(colours: readonly string[], t: number): string {
  const place = Math.min(1, Math.max(0, t)) * (colours.length - 1);
  const index = Math.min(colours.length - 2, Math.floor(place));
  if (index < 0) return colours[0] as string;
  return mix(colours[index] as string, colours[index + 1] as string, place - index);
}

/** OKLab lightness, 0 (black) to 1 (white). */
export function lightness(colour: string): number {
  return toOklab(colour)[0];
}

function toOklab(colour: string): Triple {
  const value = Number.parseInt(colour.slice(1), 16);
  const r = toLinear((value >> 16) & 255);
  const g = toLinear((value >> 8) & 255);
  const b = toLinear(value & 255);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([lightnessValue, a, b]: Triple): string {
  const l = (lightnessValue + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightnessValue - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightnessValue - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channels = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return `#${channels.map((channel) => toByte(channel).toString(16).padStart(2, "0")).join("")}`;
}

function toLinear(byte: number): number {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function toByte(linear: number): number {
  const value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(Math.min(1, Math.max(0, value)) * 255);
}
