import {
  type ClassFigures,
  type EditedFigures,
  type EvaluationReport,
  type EvaluationRun,
  figureDepths,
} from "@revimg/core/evaluation";
import { formatCount, formatPictures } from "../../terminal/format.js";
import { shortPath } from "../../terminal/short-path.js";
import { type Column, renderTable } from "../../terminal/table.js";
import { printable } from "../../terminal/terminal.js";
import { truncate } from "../../terminal/text-width.js";

/** At most this many failures are listed. More would say nothing new. */
const shownFailures = 10;

/** A report for a terminal of `width` columns; `page` is where the HTML page was written. */
export function reportLines(
  report: EvaluationReport,
  width: number | undefined,
  page: string | undefined,
): string[] {
  const { runs } = report;
  const classes = runs.map((run) => run.classes).filter((figures) => figures !== null);
  const edited = runs.map((run) => run.edited).filter((figures) => figures !== null);
  const names = runs.map(({ name }) => printable(name));
  return [
    ...runs.map(runLine),
    ...notes(report),
    ...(classes.length > 0 ? classLines(names, classes, width) : []),
    ...(edited.length > 0 ? editedLines(names, edited, width) : []),
    ...failureLines(runs),
    ...(page === undefined ? [] : ["", `Report with curves and the worst cases: ${page}`]),
  ];
}

function runLine({ name, model, stores, pictures }: EvaluationRun): string {
  const by = name === model.id ? "" : `${model.id}, `;
  return `${printable(name)}: ${by}${formatPictures(pictures)}, vectors in ${stores.vectors}, rows in ${stores.metadata}`;
}

function notes({ duplicates, runs }: EvaluationReport): string[] {
  const single = runs[0]?.classes?.single ?? [];
  return [
    duplicates === 0
      ? ""
      : `${duplicates === 1 ? "1 file repeats another one and was" : `${formatCount(duplicates)} files repeat another one and were`} left out.`,
    single.length === 0
      ? ""
      : `Classes of one picture, which count as distractors: ${single.map(printable).join(", ")}.`,
  ].filter((note) => note !== "");
}

function classLines(
  names: readonly string[],
  figures: readonly ClassFigures[],
  width: number | undefined,
): string[] {
  const [first] = figures;
  const isPair = names.length > 1;
  const kinds = [
    ["precision@k", "precision"],
    ["recall@k", "recall"],
    ["any right in k", "hit"],
  ] as const;
  const byDepth = kinds.flatMap(([label, key]) =>
    figures.map((one, i) => [
      i === 0 ? label : "",
      ...(isPair ? [names[i]!] : []),
      ...figureDepths.map((k) => show(one[key][k]!)),
    ]),
  );
  const byClass = first!.classes.map(({ name, pictures }) => [
    printable(name),
    formatCount(pictures),
    ...figures.map(({ classes }) => {
      const own = classes.find((one) => one.name === name);
      return own ? show(own.map) : "-";
    }),
  ]);
  const { queries, classes, distractors } = first!;
  const among = distractors > 0 ? `, with ${formatCount(distractors)} distractors` : "";
  return [
    "",
    `${formatCount(queries)} queries in ${formatCount(classes.length)} classes${among}`,
    "",
    ...figures.map(({ map }, i) => `mAP ${show(map)}${isPair ? `  ${names[i]}` : ""}`),
    "",
    ...table(["k", ...(isPair ? [""] : []), ...figureDepths.map(String)], byDepth, width),
    "",
    ...table(["class", "pictures", ...(isPair ? names : ["mAP"])], byClass, width),
  ];
}

function editedLines(
  names: readonly string[],
  figures: readonly EditedFigures[],
  width: number | undefined,
): string[] {
  const [first] = figures;
  const cell = ({ recallAt1, tierRecall }: { recallAt1: number; tierRecall: number }) => [
    show(recallAt1),
    show(tierRecall),
  ];
  const rows = first!.transformations.map(({ name }) => [
    name,
    ...figures.flatMap((one) => cell(one.transformations.find((other) => other.name === name)!)),
  ]);
  const heads = figures.flatMap(() => ["first", "as edited"]);
  return [
    "",
    `${formatCount(first!.copies)} edited copies, each looked for among ${formatPictures(first!.among)}`,
    "The part that finds its original first (recall@1), and first with the tier exact or edited:",
    ...(names.length > 1 ? [`Columns: ${names.join(", then ")}`] : []),
    "",
    ...table(["edit", ...heads], [...rows, ["all", ...figures.flatMap(cell)]], width),
  ];
}

function failureLines(runs: readonly EvaluationRun[]): string[] {
  const failures = runs[0]?.failures ?? [];
  if (failures.length === 0) return [];
  const lines = failures
    .slice(0, shownFailures)
    .map(({ name, reason }) => `  ${printable(shortPath(name))}: ${printable(reason)}`);
  const more = failures.length - lines.length;
  return [
    "",
    `Left out, ${formatPictures(failures.length)}:`,
    ...lines,
    ...(more > 0 ? [`  and ${formatCount(more)} more; --json lists all`] : []),
  ];
}

function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
): string[] {
  const columns = titles.map((title, i): Column => {
    if (i > 0) return { title, align: "right" };
    return { title, shorten: (text, most) => truncate(text, most) };
  });
  return (
    renderTable(columns, rows, width) ??
    // A terminal too narrow for columns gets one figure a line.
    rows.flatMap(([name, ...cells]) => [
      name!,
      ...cells.map((cell, i) => `  ${titles[i + 1]}: ${cell}`),
    ])
  );
}

function show(value: number): string {
  return value.toFixed(3);
}

/** A report for programs: keys in snake_case, figures to six decimals. */
export function toWireReport(report: EvaluationReport): unknown {
  return toWire(report);
}

function toWire(value: unknown): unknown {
  if (typeof value === "number") return Math.round(value * 1e6) / 1e6;
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/[A-Z]|(?<=[a-z])\d/g, (letter) => `_${letter.toLowerCase()}`),
      toWire(inner),
    ]),
  );
}
