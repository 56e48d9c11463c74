import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { galleryPictures } from "@revimg/sample-gallery";
import { startAppServer } from "./app-server.mjs";
import { launchChromium } from "./chromium.mjs";

/**
 * How fast the search side is in Chromium, as a table, after a build:
 * `node e2e/page-speed.mjs`. Pages are opened on a processor that is slowed down (`--slowdown`,
 * 4 times unless told otherwise), and nothing is in the browser's cache; results are timed at
 * full speed. `--url` takes a server that runs already, `--rounds` more loads of each page; the
 * median counts. The exit code is 1 when a limit is passed. Only times of a machine without
 * other work count.
 */
const { values } = parseArgs({
  options: {
    url: { type: "string" },
    rounds: { type: "string", default: "3" },
    slowdown: { type: "string", default: "4" },
  },
});
const rounds = Number(values.rounds);
const rate = Number(values.slowdown);
const limits = { lcpMs: 1_500, shift: 0.02, paintMs: 200, scriptKb: 120 };
const viewport = { width: 1280, height: 800 };

const server = values.url ? null : await startAppServer();
const url = values.url ?? server?.url ?? "";
const browser = await launchChromium();
try {
  await server?.printed("Indexed ");
  const sample = `/search?sample=${galleryPictures[0]?.slug}`;
  const rows = [];
  for (const path of ["/", sample]) rows.push(await medianOf(() => load(path)));
  rows.push(await medianOf(search));
  console.table(Object.fromEntries(rows.map(({ page, ...figures }) => [page, figures])));
  const passed = rows.flatMap(({ page, ...figures }) =>
    Object.entries(limits)
      .filter(([name, most]) => (figures[name] ?? 0) > most)
      .map(([name, most]) => `${page}: ${name} is ${figures[name]}, above ${most}`),
  );
  for (const line of passed) console.error(line);
  const [busy = 0] = loadavg();
  if (busy > cpus().length) {
    console.error(
      `Times are too long: ${busy.toFixed(1)} tasks share ${cpus().length} processors.`,
    );
  }
  process.exitCode = passed.length > 0 ? 1 : 0;
} finally {
  await browser.close();
  await server?.remove();
}

/** @typedef {{ page: string } & Record<string, any>} Row */

/** @param {() => Promise<Row>} measure @returns {Promise<Row>} */
async function medianOf(measure) {
  /** @type {Row[]} */
  const all = [];
  for (let round = 0; round < rounds; round++) all.push(await measure());
  const [first] = all;
  const figures = Object.keys(first ?? {}).filter((name) => name !== "page");
  const medians = figures.map((name) => {
    const sorted = all.map((row) => row[name]).sort((a, b) => a - b);
    return [name, sorted[Math.floor(sorted.length / 2)]];
  });
  return { page: first?.page ?? "", ...Object.fromEntries(medians) };
}

/** Largest contentful paint, layout shift and size of the scripts of a page that is opened cold. */
async function load(/** @type {string} */ path) {
  const page = await newPage(rate);
  await page.goto(url + path);
  await page.waitForLoadState("networkidle");
  const { lcpMs, shift } = await page.evaluate(() => /** @type {any} */ (window).seen);
  const bytes = await page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .filter(({ name }) => new URL(name).pathname.endsWith(".js"))
      .reduce((sum, entry) => sum + /** @type {any} */ (entry).encodedBodySize, 0),
  );
  await page.context().close();
  const name = path.replace(/\?.*/, "");
  return {
    page: `${name} opened`,
    ...{ lcpMs: Math.round(lcpMs), shift: round(shift), scriptKb: round(bytes / 1024) },
  };
}

/** From the last byte of an answer to the paint of its matches, at full speed. */
async function search() {
  const page = await newPage(1);
  await page.goto(url);
  await page.waitForLoadState("networkidle");
  await page.locator("a.wall-place").first().click();
  await page.waitForFunction(() => /** @type {any} */ (window).seen.matchesMs > 0);
  const figures = await page.evaluate(() => {
    const answers = performance
      .getEntriesByType("resource")
      .filter(({ name }) => new URL(name).pathname === "/search.data");
    const end = /** @type {any} */ (answers.at(-1)).responseEnd;
    const { matchesMs, shift } = /** @type {any} */ (window).seen;
    return { paintMs: matchesMs - end, shift };
  });
  await page.context().close();
  const { paintMs, shift } = figures;
  return { page: "results of a click", paintMs: Math.round(paintMs), shift: round(shift) };
}

/** A page in a context of its own, on a processor so many times slower, that takes down what it paints. */
async function newPage(/** @type {number} */ slowdown) {
  const page = await (await browser.newContext({ viewport })).newPage();
  page.setDefaultTimeout(60_000);
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.addInitScript(observe);
  return page;
}

/** Runs in the page. */
function observe() {
  const seen = { lcpMs: 0, shift: 0, matchesMs: 0 };
  Object.assign(window, { seen });
  new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntries()) seen.lcpMs = startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of /** @type {any[]} */ (list.getEntries())) {
      if (!entry.hadRecentInput) seen.shift += entry.value;
    }
  }).observe({ type: "layout-shift", buffered: true });
  new MutationObserver(() => {
    if (seen.matchesMs > 0 || !document.querySelector("[data-testid=match]")) return;
    seen.matchesMs = -1;
    // The task after the next frame: by then that frame is painted.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        seen.matchesMs = performance.now();
      };
      port2.postMessage(null);
    });
  }).observe(document, { childList: true, subtree: true });
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 1_000) / 1_000;
}
