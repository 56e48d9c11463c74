import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startAppServer } from "./app-server.mjs";
import { launchChromium } from "./chromium.mjs";

/**
 * Pictures of the app with the sample gallery, in light and dark, on a phone and
 * a desktop: `node e2e/screenshots.mjs <folder>` after a build.
 */
const [folder = "", ...libraries] = process.argv.slice(2);
if (!folder) {
  console.error("Usage: node e2e/screenshots.mjs <folder for the pictures> [folder to index…]");
  process.exit(2);
}
const sizes = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1280, height: 860 } },
};
const themes = /** @type {const} */ (["light", "dark"]);

await mkdir(folder, { recursive: true });
const server = await startAppServer(libraries);
const browser = await launchChromium();
try {
  await takeIndexing();
  await server.printed("Indexed ");
  await untilReady();
  for (const [size, device] of Object.entries(sizes)) {
    for (const colorScheme of themes) {
      const context = await browser.newContext({ ...device, colorScheme });
      await takeAll(await context.newPage(), `${size}-${colorScheme}`);
      await context.close();
    }
  }
} finally {
  await browser.close();
  await server.remove();
}

/**
 * @param {import("playwright-core").Page} page
 * @param {string} name
 */
async function takeAll(page, name) {
  /** @param {string} view */
  const take = async (view, fullPage = true) => {
    if (fullPage) await loadAll(page);
    await page.screenshot({ path: join(folder, `${view}-${name}.png`), fullPage });
  };
  await page.goto(server.url);
  await take("home");
  await page.locator(".wall-place").nth(4).click();
  await page.getByTestId("match").first().waitFor();
  await take("results");
  await page.getByTestId("match").nth(1).getByRole("button").click();
  await take("dialog", false);
  await page.keyboard.press("Escape");
  const file = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("No picture") };
  await page.locator("input[type=file]").first().setInputFiles(file);
  await page.getByRole("alert").waitFor();
  await take("problem");
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([], "picture.jpg", { type: "image/jpeg" }));
    document.body.dispatchEvent(new DragEvent("dragenter", { dataTransfer, bubbles: true }));
  });
  await take("drop", false);
  await page.route("**/similar/**", () => {});
  await page.route("**/*.data?like=*", () => {});
  await page.goto(server.url);
  await page.locator(".wall-place").nth(6).click();
  await page.getByText("Searching").waitFor();
  await take("searching", false);
  await page.goto(`${server.url}/nowhere`);
  await take("missing");
  if (libraries.length > 0) return;
  await page.goto(`${server.url}/?like=${await idOfExample()}`);
  const source = page.getByTestId("match").nth(2).getByRole("link");
  await page.goto((await source.getAttribute("href")) ?? server.url);
  await take("gallery");
}

/** The start page while indexing goes on. */
async function takeIndexing() {
  const page = await browser.newPage({ viewport: sizes.desktop.viewport });
  await page.goto(server.url);
  await page.locator("progress").waitFor();
  await page.screenshot({ path: join(folder, "indexing.png") });
  await page.close();
}

async function idOfExample() {
  const { examples } = await (await fetch(`${server.url}/status`)).json();
  return examples[5].id;
}

async function untilReady() {
  for (;;) {
    const { status } = await (await fetch(`${server.url}/status`)).json();
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
