import { basename } from "node:path";
import { readFileWithin } from "../../files/plain-file.js";
import { seededRandom } from "../../lib/seeded-random.js";
import { defaultImageLimits } from "../../pictures/limits.js";
import type { WorstQuery } from "../class-figures.js";
import type { WorstCopy } from "../edited-figures.js";
import { transformations } from "../transformations.js";
import { escapeHtml, formatFigure } from "./markup.js";
import type { Thumbnails } from "./thumbnails.js";

/** Queries with the worst rankings, each with what it found. */
export async function worstQueries(
  queries: readonly WorstQuery[],
  thumbnails: Thumbnails,
): Promise<string> {
  const rows = queries.map(async (query) => {
    const found = query.nearest.map(async ({ path, class: name, similarity, isRight }) =>
      card({
        source: path && (await thumbnails.ofFile(path)),
        label: name ?? "elsewhere",
        detail: formatFigure(similarity),
        tone: isRight ? "right" : "wrong",
      }),
    );
    const asked = card({
      source: await thumbnails.ofFile(query.path),
      label: query.class,
      detail: `AP ${formatFigure(query.averagePrecision)}`,
      tone: "asked",
    });
    return row(basename(query.path), asked, await Promise.all(found));
  });
  return (await Promise.all(rows)).join("\n");
}

/** Copies that did not find their original first: the copy, the original, and what came first. */
export async function worstCopies(
  copies: readonly WorstCopy[],
  thumbnails: Thumbnails,
): Promise<string> {
  const rows = copies.map(async ({ path, transformation, seed, rank, first }) => {
    const copy = card({
      source: await copyOf(path, transformation, seed, thumbnails),
      label: transformation.replaceAll("_", " "),
      detail: rank === null ? "not among the first 20" : `original at ${rank}`,
      tone: "asked",
    });
    const original = card({
      source: await thumbnails.ofFile(path),
      label: "original",
      detail: "",
      tone: "right",
    });
    const found = first
      ? card({
          source: first.path && (await thumbnails.ofFile(first.path)),
          label: first.path === null ? "elsewhere" : "came first",
          detail: `${formatFigure(first.similarity)}, ${first.tier}`,
          tone: "wrong",
        })
      : "";
    return row(basename(path), copy, [original, found]);
  });
  return (await Promise.all(rows)).join("\n");
}

async function copyOf(path: string, name: string, seed: number, thumbnails: Thumbnails) {
  const transformation = transformations.find((one) => one.name === name);
  const bytes = await readFileWithin(path, { limits: defaultImageLimits }).catch(() => null);
  if (!transformation || !bytes) return null;
  return thumbnails.ofBytes(await transformation.apply(bytes, seededRandom(seed)));
}

interface Card {
  source: string | null;
  label: string;
  detail: string;
  tone: "asked" | "right" | "wrong";
}

function card({ source, label, detail, tone }: Card): string {
  const picture =
    source === null
      ? `<span class="missing" aria-hidden="true"></span>`
      : `<img src="${source}" alt="">`;
  const mark = { asked: "", right: "✓ ", wrong: "✗ " }[tone];
  return `<div class="card ${tone}"><span class="picture">${picture}</span><b>${mark}${escapeHtml(label)}</b><small>${escapeHtml(detail)}</small></div>`;
}

function row(name: string, asked: string, found: readonly string[]): string {
  return `<div class="case" title="${escapeHtml(name)}">${asked}<span class="arrow" aria-hidden="true">→</span><div class="found">${found.join("")}</div></div>`;
}
