import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { galleryPictures, renderGalleryPicture } from "@revimg/sample-gallery";
import { isPostgresInstalled, startPostgres } from "@revimg/testing/services";
import { startAppServer } from "./app-server.mjs";
import { launchChromium } from "./chromium.mjs";
import { searchViews } from "./search-views.mjs";
import { downViews, emptyViews, onlyViews } from "./state-views.mjs";

/**
 * Pictures of every view at four widths, light and dark:
 * `node e2e/screenshots.mjs <folder for the pictures> [folder to index…]` after a build.
 * `--url` takes a server that runs already, `--size` and `--view` only some of them. The
 * states of a store are taken where PostgreSQL is installed.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: "string" },
    size: { type: "string", multiple: true },
    view: { type: "string", multiple: true },
  },
});
const [folder = "", ...libraries] = positionals;
if (!folder) {
  console.error("Usage: node e2e/screenshots.mjs <folder for the pictures> [folder to index…]");
  process.exit(2);
}
const touch = { hasTouch: true, isMobile: true };
const sizes = {
  360: { viewport: { width: 360, height: 780 }, ...touch },
  768: { viewport: { width: 768, height: 1024 }, ...touch },
  1280: { viewport: { width: 1280, height: 800 } },
  1920: { viewport: { width: 1920, height: 1080 } },
};
const themes = /** @type {const} */ (["light", "dark"]);
/** @param {string[] | undefined} list @param {string} name */
const isWanted = (list, name) => !list || list.includes(name);

await mkdir(folder, { recursive: true });
const server = values.url ? null : await startAppServer(libraries);
const url = values.url ?? server?.url ?? "";
const browser = await launchChromium();
try {
  if (server) {
    await takeIndexing();
    await server.printed("Indexed ");
    await untilReady();
  }
  await takeAll(searchViews, url);
  if (server) await takeOnly();
  if (server && isPostgresInstalled()) await takeStates();
} finally {
  await browser.close();
  await server?.remove();
}

/** @param {Record<string, import("./search-views.mjs").View>} views @param {string} url */
async function takeAll(views, url) {
  for (const [size, device] of Object.entries(sizes)) {
    if (!isWanted(values.size, size)) continue;
    for (const colorScheme of themes) {
      const context = await browser.newContext({ ...device, colorScheme });
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      for (const [view, show] of Object.entries(views)) {
        if (!isWanted(values.view, view)) continue;
        const { fullPage = false } = (await show(page, url)) ?? {};
        if (fullPage) await loadAll(page);
        await page.screenshot({
          path: join(folder, `${view}-${size}-${colorScheme}.png`),
          fullPage,
        });
        await page.unrouteAll();
        await context.setOffline(false);
      }
      await context.close();
    }
  }
}

/** A library of one picture. */
async function takeOnly() {
  const library = await mkdtemp(join(tmpdir(), "revimg-one-"));
  const [picture] = galleryPictures;
  if (picture) await writeFile(join(library, "one.jpg"), await renderGalleryPicture(picture));
  const one = await startAppServer([library], { GALLERY: "off" });
  try {
    await one.printed("Indexed ");
    await takeAll(onlyViews, one.url);
  } finally {
    await one.remove();
    await rm(library, { recursive: true, force: true });
  }
}

/** An empty library, and one whose store is down. */
async function takeStates() {
  const postgres = await startPostgres();
  const empty = await startAppServer([], { GALLERY: "off", REVIMG_METADATA: postgres.url });
  try {
    await empty.printed("0 pictures are indexed.");
    await takeAll(emptyViews, empty.url);
    await postgres.kill();
    await takeAll(downViews, empty.url);
  } finally {
    await empty.remove();
    await postgres.stop();
  }
}

/** The start page while indexing goes on. */
async function takeIndexing() {
  const page = await browser.newPage({ viewport: sizes[1280].viewport });
  await page.goto(url);
  await page.locator("progress").waitFor();
  await page.screenshot({ path: join(folder, "indexing.png") });
  await page.close();
}

async function untilReady() {
  for (;;) {
    const { status } = await (await fetch(`${url}/status`)).json();
    if (status.state === "ready") return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/**
 * Pictures far down load only when they come near.
 *
 * @param {import("playwright-core").Page} page
 */
async function loadAll(page) {
  await page.evaluate(async () => {
    for (const image of document.images) {
      image.loading = "eager";
      await image.decode().catch(() => {});
    }
  });
}
