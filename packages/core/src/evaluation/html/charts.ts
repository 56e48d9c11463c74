import { escapeHtml, formatFigure } from "./markup.js";

export interface Line {
  name: string;
  points: { x: number; y: number }[];
}

const width = 460;
const height = 280;
const margin = { left: 44, right: 14, top: 12, bottom: 36 };

/** Lines over k on an inline SVG; y from 0 to the next tenth above all values. */
export function lineChart(title: string, lines: readonly Line[]): string {
  const all = lines.flatMap(({ points }) => points);
  const maxX = Math.max(2, ...all.map(({ x }) => x));
  const maxY = Math.min(1, Math.ceil(Math.max(0.1, ...all.map(({ y }) => y)) * 10 - 1e-9) / 10);
  const toX = (x: number) =>
    margin.left + ((x - 1) / (maxX - 1)) * (width - margin.left - margin.right);
  const toY = (y: number) =>
    height - margin.bottom - (y / maxY) * (height - margin.top - margin.bottom);
  const steps = [0, 0.25, 0.5, 0.75, 1].map((part) => part * maxY);
  const grid = steps.map(
    (y) =>
      `<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${at(toY(y))}" y2="${at(toY(y))}"/>` +
      `<text class="tick" x="${margin.left - 8}" y="${at(toY(y) + 4)}" text-anchor="end">${Number(y.toFixed(3))}</text>`,
  );
  const ticks = [1, 5, 10, 20, 30, 40, 50]
    .filter((k) => k <= maxX)
    .map(
      (k) =>
        `<text class="tick" x="${at(toX(k))}" y="${height - margin.bottom + 18}" text-anchor="middle">${k}</text>`,
    );
  const drawn = lines.map(({ name, points }, i) => {
    const path = points.map(({ x, y }, j) => `${j === 0 ? "M" : "L"}${at(toX(x))} ${at(toY(y))}`);
    const last = points.at(-1);
    const described = `${escapeHtml(name)}: ${formatFigure(points[0]?.y ?? 0)} at 1, ${formatFigure(last?.y ?? 0)} at ${last?.x ?? 0}`;
    return `<path class="line run-${i}" d="${path.join("")}"><title>${described}</title></path>`;
  });
  return `<figure class="chart">
<figcaption>${escapeHtml(title)}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(title)}">
${grid.join("")}${ticks.join("")}
<text class="tick" x="${(margin.left + width - margin.right) / 2}" y="${height - 4}" text-anchor="middle">k</text>
${drawn.join("\n")}
</svg>
</figure>`;
}

export interface BarRow {
  name: string;
  detail?: string;
  /** One value in [0, 1] a run. */
  values: number[];
}

/** Horizontal bars as a table, so that the figures can be read and copied; one bar a run. */
export function barTable(head: string, rows: readonly BarRow[]): string {
  const body = rows.map(({ name, detail, values }) => {
    const bars = values.map(
      (value, i) =>
        `<div class="bar"><span class="track"><span class="fill run-${i}" style="width:${at(100 * value)}%"></span></span><span class="value">${formatFigure(value)}</span></div>`,
    );
    const note = detail === undefined ? "" : `<small>${escapeHtml(detail)}</small>`;
    return `<tr><th scope="row">${escapeHtml(name)}${note}</th><td>${bars.join("")}</td></tr>`;
  });
  return `<table class="bars"><caption>${escapeHtml(head)}</caption><tbody>
${body.join("\n")}
</tbody></table>`;
}

/** Which colour is which run; nothing where there is only one. */
export function legend(names: readonly string[]): string {
  if (names.length < 2) return "";
  const entries = names.map(
    (name, i) => `<li><span class="swatch run-${i}"></span>${escapeHtml(name)}</li>`,
  );
  return `<ul class="legend">${entries.join("")}</ul>`;
}

function at(value: number): string {
  return String(Number(value.toFixed(1)));
}
