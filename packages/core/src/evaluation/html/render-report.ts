import { type ClassFigures, figureDepths } from "../class-figures.js";
import type { EditedFigures } from "../edited-figures.js";
import type { EvaluationReport, EvaluationRun } from "../report.js";
import { barTable, legend, lineChart } from "./charts.js";
import { escapeHtml, formatCount, formatFigure } from "./markup.js";
import { style } from "./style.js";
import { Thumbnails } from "./thumbnails.js";
import { worstCopies, worstQueries } from "./worst-cases.js";

/** A run with figures of one kind. */
interface Part<T> {
  run: EvaluationRun;
  figures: T;
}

/**
 * A report as one HTML page that needs nothing else: style, curves and thumbnails
 * of the worst cases are inside it, and there is no script. Reads the pictures of
 * the worst cases from their files; one that is gone by then is left empty.
 */
export async function renderReport(report: EvaluationReport): Promise<string> {
  const classes = report.runs.flatMap((run): Part<ClassFigures>[] =>
    run.classes ? [{ run, figures: run.classes }] : [],
  );
  const edited = report.runs.flatMap((run): Part<EditedFigures>[] =>
    run.edited ? [{ run, figures: run.edited }] : [],
  );
  const thumbnails = new Thumbnails();
  const sections = [
    classes.length > 0 ? classSection(classes) : "",
    edited.length > 0 ? editedSection(edited) : "",
    await worstSection(classes, edited, thumbnails),
  ];
  const title = `Evaluation of ${report.folder}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="revimg eval">
<title>${escapeHtml(title)}</title>
<style>
${style}
</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${facts(report)}
${sections.filter((section) => section !== "").join("\n")}
<footer>Made by revimg eval, seed ${report.seed}. Precision@k, recall@k and mAP after Manning, Raghavan and Schütze, “Introduction to Information Retrieval”, chapter 8; each picture is asked with in turn and left out of its own results.</footer>
</main>
</body>
</html>
`;
}

function facts({ distractors, duplicates, runs }: EvaluationReport): string {
  const lines = runs.map(({ name, model, stores, pictures, failures }) => {
    const failed = failures.length > 0 ? `, ${formatCount(failures.length)} could not be read` : "";
    return `<b>${escapeHtml(name)}</b>: model ${escapeHtml(model.id)}, vectors in ${escapeHtml(stores.vectors)}, rows in ${escapeHtml(stores.metadata)}, ${formatCount(pictures)} pictures${failed}`;
  });
  const notes = [
    distractors === null ? "" : `Distractors from ${escapeHtml(distractors)}.`,
    duplicates === 0
      ? ""
      : `${duplicates === 1 ? "1 file repeats another one and was" : `${formatCount(duplicates)} files repeat another one and were`} left out.`,
  ].filter((note) => note !== "");
  return `<p class="soft">${[...lines, ...notes].join("<br>")}</p>`;
}

function classSection(parts: readonly Part<ClassFigures>[]): string {
  const names = parts.map(({ run }) => run.name);
  const kinds = [
    ["precision@k", "precision"],
    ["recall@k", "recall"],
    ["any right in k", "hit"],
  ] as const;
  const table = depthTable(
    kinds.map(([label, key]) => ({
      label,
      lines: parts.map(({ run, figures }) => ({
        name: run.name,
        values: figureDepths.map((k) => figures[key][k]!),
      })),
    })),
  );
  const curve = (title: string, key: "precision" | "recall") =>
    lineChart(
      title,
      parts.map(({ run, figures }) => ({
        name: run.name,
        points: figures.curve.map((point) => ({ x: point.k, y: point[key] })),
      })),
    );
  const first = parts[0]!.figures;
  const bars = first.classes.map(({ name, pictures, map }) => ({
    name,
    detail: `${formatCount(pictures)} pictures`,
    values: parts.map(({ figures }, i) =>
      i === 0 ? map : (figures.classes.find((one) => one.name === name)?.map ?? 0),
    ),
  }));
  const single =
    first.single.length > 0
      ? `<p class="soft">Classes of one picture, which count as distractors: ${first.single.map(escapeHtml).join(", ")}.</p>`
      : "";
  const among = first.distractors > 0 ? `, with ${formatCount(first.distractors)} distractors` : "";
  return `<section>
<h2>Classes</h2>
<p>${formatCount(first.queries)} queries in ${formatCount(first.classes.length)} classes${among}; ${formatCount(first.depth)} results looked at.</p>
${single}
${legend(names)}
${totals(names, [["mAP", parts.map(({ figures }) => figures.map)]])}
${table}
<h3>By number of results</h3>
<div class="charts">
${curve("Precision@k", "precision")}
${curve("Recall@k", "recall")}
</div>
<h3>By class</h3>
${barTable("Mean average precision", bars)}
</section>`;
}

function editedSection(parts: readonly Part<EditedFigures>[]): string {
  const names = parts.map(({ run }) => run.name);
  const first = parts[0]!.figures;
  const bars = first.transformations.map(({ name, description }) => ({
    name: name.replaceAll("_", " "),
    detail: description,
    values: parts.map(
      ({ figures }) => figures.transformations.find((one) => one.name === name)?.recallAt1 ?? 0,
    ),
  }));
  return `<section>
<h2>Edited copies</h2>
<p>${formatCount(first.copies)} copies, each looked for among ${formatCount(first.among)} pictures.</p>
${legend(names)}
${totals(names, [
  ["recall@1", parts.map(({ figures }) => figures.recallAt1)],
  ["told as exact or edited", parts.map(({ figures }) => figures.tierRecall)],
])}
<h3>By edit</h3>
${barTable("Original found first (recall@1)", bars)}
</section>`;
}

/** Figures of each run, large. */
function totals(names: readonly string[], figures: readonly [label: string, values: number[]][]) {
  const cards = figures.flatMap(([label, values]) =>
    values.map((value, i) => {
      const whose = names.length > 1 ? `, ${names[i]}` : "";
      return `<div class="total"><b>${formatFigure(value)}</b><small>${escapeHtml(label + whose)}</small></div>`;
    }),
  );
  return `<div class="totals">${cards.join("")}</div>`;
}

/** Figures by depth, a line a run; the better one of a column is bold where there are two. */
function depthTable(
  groups: readonly { label: string; lines: { name: string; values: number[] }[] }[],
): string {
  const head = figureDepths.map((k) => `<th scope="col">${k}</th>`).join("");
  const body = groups.flatMap(({ label, lines }) =>
    lines.map(({ name, values }, line) => {
      const cells = values.map((value, column) => {
        const others = lines.map((other) => other.values[column]!);
        const isBest = value === Math.max(...others) && others.some((other) => other !== value);
        return `<td${isBest ? ' class="best"' : ""}>${formatFigure(value)}</td>`;
      });
      const title = line === 0 ? escapeHtml(label) : "";
      const run = lines.length > 1 ? `<td class="run">${escapeHtml(name)}</td>` : "";
      return `<tr><th scope="row">${title}</th>${run}${cells.join("")}</tr>`;
    }),
  );
  const runHead = groups[0]!.lines.length > 1 ? "<th></th>" : "";
  return `<div class="scroll"><table class="figures"><thead><tr><th>k</th>${runHead}${head}</tr></thead><tbody>
${body.join("\n")}
</tbody></table></div>`;
}

async function worstSection(
  classes: readonly Part<ClassFigures>[],
  edited: readonly Part<EditedFigures>[],
  thumbnails: Thumbnails,
): Promise<string> {
  const parts: string[] = [];
  for (const { run, figures } of classes) {
    if (figures.worst.length === 0) continue;
    const cases = await worstQueries(figures.worst, thumbnails);
    parts.push(`<h3>${escapeHtml(run.name)}: lowest average precision</h3>\n${cases}`);
  }
  for (const { run, figures } of edited) {
    if (figures.worst.length === 0) continue;
    const cases = await worstCopies(figures.worst, thumbnails);
    parts.push(`<h3>${escapeHtml(run.name)}: copies that missed their original</h3>\n${cases}`);
  }
  return parts.length === 0 ? "" : `<section><h2>Worst cases</h2>\n${parts.join("\n")}</section>`;
}
