import { expect, test } from "vitest";
import { pages, proseLines, readPage } from "./pages.js";

/** What only a measurement tells: a share, a rate, time of a processor, a ratio, memory in use. */
const figure =
  /\d[\d,.]* ?%|\d (?:m?s|minutes) of (?:CPU|a core)|\d[\d,.]* (?:pictures |photos |searches |rows )?a second|\d CPU (?:ms|minutes)|times (?:as|the|its) (?:fast|slow|much|long|CPU|work|rate)|MB (?:of memory|at most)/i;

/** A command that measures, or a page that names one. */
const measure =
  /\bbench \w+|vitest run|du -sm|page-speed|benchmarks\.md|decisions\/\d|revimg (?:eval|models check)/;

/** Sections whose figures nobody here has measured, with the reason. */
const exceptions: Record<string, string> = {
  "docs/comparison.md ## What to take": "what another project says of itself",
  "docs/http.md ## POST /search": "shares of a picture in an option",
  "models/clip-vit-b32/README.md ## Formats": "a published comparison",
};

interface Section {
  /** Page and heading. */
  name: string;
  prose: string;
  /** Its code, too. */
  text: string;
}

function sections(page: string): Section[] {
  const found: Section[] = [];
  const lines = readPage(page).split("\n");
  for (const [i, prose] of proseLines(page).entries()) {
    if (/^#{1,6} /.test(prose)) found.push({ name: `${page} ${prose}`, prose: "", text: "" });
    const section = found.at(-1);
    if (section === undefined) continue;
    section.prose += `${prose}\n`;
    section.text += `${lines[i]}\n`;
  }
  return found;
}

test("a section with a measured figure names the command that measures it, or a page that does", () => {
  const measured = pages()
    // The page of figures is made, and has a test of its own. Decisions tell what was tried.
    .filter((page) => !/^docs\/(benchmarks\.md|decisions\/|reference\/)/.test(page))
    .flatMap(sections)
    .filter(({ prose }) => figure.test(prose));
  const silent = measured.filter(({ text, name }) => !measure.test(text) && !(name in exceptions));
  expect(silent.map(({ name, prose }) => `${name}: ${figure.exec(prose)![0]}`)).toEqual([]);
  expect(measured.length).toBeGreaterThan(10);
});
