import { benches } from "../benches.js";
import type { KeptFigures } from "./kept-figures.js";

/** Rows that README shows, by their ids. */
const shownInReadme = ["scan-100k", "index-rate", "edited-first"];

/** `docs/benchmarks.md`, made of the kept runs. */
export function renderPage(figures: KeptFigures): string {
  const sections = benchNames(figures).map((name) => {
    const { commit, date, machine, quick, soak, rows } = figures[name]!;
    const lines = rows.map(({ what, figure }) => `| ${cell(what)} | ${cell(figure)} |`);
    return `## ${name}

${sentence(benches[name]!.summary)}

\`${command(name)}${quick ? " --quick" : soak ? " --soak" : ""}\`, measured on ${date} at commit \`${commit}\`${quick ? ", roughly" : ""}. ${machine}.

| | |
|---|---|
${lines.join("\n")}
`;
  });
  return `# Benchmarks

Every figure is printed by a bench, and each section names the command, the day, the commit and the machine. \`npx pnpm@10 -s bench\` runs all of them and writes this page; \`npx pnpm@10 -s bench --page scan\` measures one again. A section that was not measured again keeps its older commit.

Times are CPU time where a figure says so: the machines are shared, and there CPU time is what stays the same. Ratios compare two things within one run. The photos are ImageNet's, of about half a megapixel. CLIP runs with weights of its shape: its speed is that of the real ones, and its accuracy is not shown here.

${sections.join("\n")}`;
}

/** README with its three figures as they were kept last. */
export function renderReadme(readme: string, figures: KeptFigures): string {
  const rows = benchNames(figures).flatMap((name) =>
    figures[name]!.rows.filter(({ id }) => id !== undefined && shownInReadme.includes(id)).map(
      ({ what, figure }) => `| ${cell(what)} | ${cell(figure)} | \`${command(name)}\` |`,
    ),
  );
  const table = `| measured on two cores | | command |\n|---|---|---|\n${rows.join("\n")}\n`;
  const place = /(<!-- figures -->\n)[\s\S]*?(<!-- end of figures -->)/;
  if (!place.test(readme)) throw new Error("README.md has no place for figures.");
  return readme.replace(place, (_, start: string, end: string) => start + table + end);
}

/** In the order of the list of benches. */
function benchNames(figures: KeptFigures): string[] {
  return Object.keys(benches).filter((name) => figures[name] !== undefined);
}

function command(name: string): string {
  return `npx pnpm@10 -s bench ${name}`;
}

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
