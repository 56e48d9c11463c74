import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { galleryPictures, renderGalleryPicture } from "@revimg/sample-gallery";
import { isPostgresInstalled, startPostgres } from "@revimg/testing/services";
import sharp from "sharp";
import { startAppServer } from "./app-server.mjs";
import { launchChromium } from "./chromium.mjs";
import { makeMovedIndex } from "./moved-index.mjs";

/**
 * Pictures of the admin's pages with the sample gallery, in light and dark and in four
 * widths: `node e2e/admin-screenshots.mjs <folder> [width…]` after a build. The queue is taken
 * where PostgreSQL is installed.
 */
const [folder = "", ...chosen] = process.argv.slice(2);
if (!folder) {
  console.error("Usage: node e2e/admin-screenshots.mjs <folder for the pictures> [width…]");
  process.exit(2);
}
const widths = chosen.length > 0 ? chosen.map(Number) : [360, 768, 1280, 1920];
const themes = /** @type {const} */ (["light", "dark"]);
const pages = [
  "",
  "/pictures",
  "/add",
  "/failures",
  "/duplicates",
  "/jobs",
  "/keys",
  "/maintenance",
];

await mkdir(folder, { recursive: true });
const source = await mkdtemp(join(tmpdir(), "revimg-admin-"));
for (const picture of galleryPictures.slice(0, 40)) {
  await writeFile(join(source, `${picture.slug}.jpg`), await renderGalleryPicture(picture));
}
for (const picture of galleryPictures.slice(0, 1)) {
  const copy = sharp(await renderGalleryPicture(picture)).resize({ width: 300 });
  await writeFile(join(source, `${picture.slug} (small).jpg`), await copy.jpeg().toBuffer());
}
await writeFile(join(source, "broken.jpg"), "This is text, whatever the name says.");
const data = await mkdtemp(join(tmpdir(), "revimg-admin-data-"));
await makeMovedIndex(data);
const server = await startAppServer([source], {
  ...{ REVIMG_DATA: data, ADMIN_BACKUPS: join(source, "backups") },
});
const browser = await launchChromium();
try {
  await server.printed("could not be indexed");
  const storageState = await logIn();
  await forEachSize(storageState, async (page, name) => {
    await search();
    await takeAll(page, name);
  });
  await takeRefusals();
  if (isPostgresInstalled()) await takeQueue();
} finally {
  await browser.close();
  await server.remove();
  for (const made of [source, data]) await rm(made, { recursive: true, force: true });
}

/**
 * @param {Awaited<ReturnType<import("playwright-core").BrowserContext["storageState"]>>} storageState
 * @param {(page: import("playwright-core").Page, name: string) => Promise<void>} take
 */
async function forEachSize(storageState, take) {
  for (const width of widths) {
    for (const colorScheme of themes) {
      const viewport = { width, height: heightOf(width) };
      const context = await browser.newContext({ viewport, colorScheme, storageState });
      await take(await context.newPage(), `${width}-${colorScheme}`);
      await context.close();
    }
  }
}

/** The page of jobs of a server whose jobs go to workers: 42 files wait, and nobody takes them. */
async function takeQueue() {
  const postgres = await startPostgres();
  const variables = { REVIMG_METADATA: postgres.url, REVIMG_QUEUE_JOBS: "true", GALLERY: "off" };
  const queued = await startAppServer([], { ...variables, ADMIN_SOURCES: source });
  try {
    await queued.printed("0 pictures are indexed.");
    const context = await browser.newContext();
    const page = await context.newPage();
    await enterByLink(page, queued);
    await page.goto(`${queued.url}/admin/add`);
    await page.getByRole("button", { name: `Index ${source}` }).click();
    await page.locator("[data-testid=job][data-status=finished]").waitFor();
    await forEachSize(await context.storageState(), async (sized, name) => {
      await sized.goto(`${queued.url}/admin/jobs`);
      await sized.screenshot({ path: join(folder, `queue-${name}.png`), fullPage: true });
    });
    await context.close();
  } finally {
    await queued.remove();
    await postgres.stop();
  }
}

/**
 * By the link of the terminal.
 *
 * @param {import("playwright-core").Page} page
 * @param {import("./app-server.mjs").AppServer} entered
 */
async function enterByLink(page, entered) {
  const link = /(\S+\/admin\/link\/\S+)/.exec(entered.output())?.[1] ?? "";
  await page.goto(link);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
}

/** Logs in by the link of the terminal; makes a key, a job and a few searches to be seen. */
async function logIn() {
  const context = await browser.newContext();
  const page = await context.newPage();
  await enterByLink(page, server);
  await page.goto(`${server.url}/admin/keys`);
  await page.getByLabel("Name").fill("Ada's laptop");
  await page.getByLabel("everything, with these pages and keys").check();
  await page.getByRole("button", { name: "Make the key" }).click();
  await page.getByTestId("key").waitFor();
  await page.screenshot({ path: join(folder, "key-made.png"), fullPage: true });
  await page.goto(`${server.url}/admin/maintenance`);
  await page.getByRole("button", { name: "Make a backup" }).click();
  await page.getByText("finished").waitFor();
  await search();
  return context.storageState();
}

/** So that the plots of pages that are taken later have something to show. */
async function search() {
  for (const picture of galleryPictures.slice(0, 12)) {
    const body = new FormData();
    body.set("image", new Blob([new Uint8Array(await renderGalleryPicture(picture))]), "query.jpg");
    await fetch(`${server.url}/api/search`, { method: "POST", body });
  }
}

/**
 * @param {import("playwright-core").Page} page
 * @param {string} name
 */
async function takeAll(page, name) {
  /** @param {string} view */
  const take = (view) => takeWhole(page, `${view}-${name}`);
  for (const path of pages) {
    await page.goto(`${server.url}/admin${path}`);
    await take(path.slice(1) || "overview");
  }
  await page.goto(`${server.url}/admin/duplicates`);
  await page.getByLabel("Only across folders").check();
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.getByText("No copies fit these choices.").waitFor();
  await take("duplicates-none");
  await page.goto(`${server.url}/admin/configuration`);
  await take("configuration");
  await page.goto(`${server.url}/admin/pictures`);
  for (const place of [0, 1, 2]) await page.getByRole("checkbox").nth(place).check();
  await take("chosen");
  await page.getByRole("button", { name: "Change the chosen ones" }).click();
  await page.getByRole("heading", { name: "Change 3 pictures" }).waitFor();
  await take("selected");
  await page.goto(`${server.url}/admin/pictures`);
  await page.getByTestId("picture").first().getByRole("link").click();
  await page.getByLabel("Your tags").waitFor();
  await take("picture");
  await page.goto(`${server.url}/admin/jobs`);
  await page.getByRole("link", { name: "Making a backup" }).first().click();
  await page.getByRole("link", { name: "All jobs" }).waitFor();
  await take("job");
  await page.goto(`${server.url}/admin/add`);
  const files = [galleryPictures[45], galleryPictures[46]].map(async (picture) => ({
    name: `${picture?.slug}.jpg`,
    mimeType: "image/jpeg",
    buffer: Buffer.from(picture ? await renderGalleryPicture(picture) : []),
  }));
  const broken = { name: "notes.jpg", mimeType: "image/jpeg", buffer: Buffer.from("No picture") };
  await page.locator("input[name=image]").setInputFiles([...(await Promise.all(files)), broken]);
  await page.locator("[data-testid=upload][data-phase=finished]").waitFor();
  await take("uploaded");
  await page.goto(`${server.url}/admin/pictures/nowhere`);
  await take("missing");
  await page.context().clearCookies();
  await page.goto(`${server.url}/admin`);
  await take("login");
}

/** What a wrong key and a wrong link lead to, tried once for all sizes: too many tries are refused. */
async function takeRefusals() {
  const page = await browser.newPage();
  const enterLink = async () => {
    await page.goto(`${server.url}/admin/link/${"x".repeat(43)}`);
    await page.getByRole("button", { name: "Log in" }).click();
  };
  const enterKey = async () => {
    await page.goto(`${server.url}/admin/login`);
    await page.getByLabel("Admin key").fill("revimg_wrong");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("alert").waitFor();
  };
  await enterKey();
  await takeSizes(page, "login-refused");
  await enterLink();
  await page.getByRole("heading", { name: "does not work" }).waitFor();
  await takeSizes(page, "link-used");
  const headers = { origin: server.url };
  for (let tries = 0; tries < 10; tries++) {
    await page.request.post(`${server.url}/admin/link/wrong`, { headers });
  }
  await enterLink();
  await page.getByRole("heading", { name: "too many tries" }).waitFor();
  await takeSizes(page, "link-tries");
  await enterKey();
  await takeSizes(page, "login-tries");
  await page.close();
}

/**
 * A page as it is, in every size.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} view
 */
async function takeSizes(page, view) {
  for (const width of widths) {
    for (const colorScheme of themes) {
      await page.setViewportSize({ width, height: heightOf(width) });
      await page.emulateMedia({ colorScheme });
      await takeWhole(page, `${view}-${width}-${colorScheme}`);
    }
  }
}

/**
 * @param {import("playwright-core").Page} page
 * @param {string} name
 */
async function takeWhole(page, name) {
  await page.evaluate(async () => {
    for (const image of document.images) {
      image.loading = "eager";
      await image.decode().catch(() => {});
    }
  });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** @param {number} width */
function heightOf(width) {
  return width < 500 ? 780 : 860;
}
