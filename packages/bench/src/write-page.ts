import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { benches } from "./benches.js";
import { fits, oldestFirst, takesLonger } from "./page/choose-benches.js";
import { readKeptFigures, writeKeptFigures } from "./page/kept-figures.js";
import { renderPage, renderReadme } from "./page/render-page.js";
import { runBench } from "./page/run-bench.js";

/**
 * Measures, keeps the figures in figures.json, and writes docs/benchmarks.md and README's three
 * figures. Without names, all that the page shows and that fit into `--minutes`.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    minutes: { type: "string", default: "40" },
    "only-write": { type: "boolean", default: false },
  },
});
const unknown = positionals.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(
    `There is no bench "${unknown[0]}". There are: ${Object.keys(benches).join(", ")}.`,
  );
  process.exit(2);
}

const place = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const kept = place("packages/bench/figures.json");
const figures = await readKeptFigures(kept);
const shown = Object.keys(benches).filter((name) => Object.hasOwn(figures, name));
const wanted = positionals.length > 0 ? positionals : oldestFirst(shown, figures);
const minutes = Number(values.minutes);
const started = performance.now();
const timeIsUp = positionals.length === 0 ? AbortSignal.timeout(60_000 * minutes) : undefined;
const left: string[] = [];
await writePages();
for (const name of values["only-write"] ? [] : wanted) {
  const secondsLeft = 60 * minutes - (performance.now() - started) / 1000;
  if (positionals.length === 0 && !fits(name, figures, secondsLeft)) {
    left.push(name);
    continue;
  }
  console.error(`\n${name}: ${benches[name]!.summary}`);
  const begun = performance.now();
  try {
    figures[name] = await runBench(name, { quick: values.quick, signal: timeIsUp });
    await writeKeptFigures(kept, figures);
    await writePages();
  } catch (error) {
    if (timeIsUp?.aborted) {
      left.push(name);
      const seconds = Math.round((performance.now() - begun) / 1000);
      figures[name] = takesLonger(figures[name]!, seconds);
      await writeKeptFigures(kept, figures);
      continue;
    }
    // The others are still worth measuring.
    console.error(error);
    process.exitCode = 1;
  }
}
if (left.length > 0) console.error(`\nNot measured, for want of time: ${left.join(", ")}.`);

async function writePages(): Promise<void> {
  const readme = await readFile(place("README.md"), "utf8");
  await writeFile(place("docs/benchmarks.md"), renderPage(figures));
  await writeFile(place("README.md"), renderReadme(readme, figures));
}
