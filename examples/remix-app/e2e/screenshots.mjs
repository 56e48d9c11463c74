import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startAppServer } from "./app-server.mjs";
import { launchChromium } from "./chromium.mjs";

/**
 * Pictures of the app with the sample gallery, in light and dark, on a phone and
 * a desktop: `node e2e/screenshots.mjs <folder>` after a build.
 */
const [folder = "screenshots", ...libraries] = process.argv.slice(2);
const sizes = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1280, height: 860 } },
};
const themes = /** @type {const} */ (["light", "dark"]);

await mkdir(folder, { recursive: true });
const server = await startAppServer(libraries);
const browser = await launchChromium();
try {
  await server.printed("Indexed ");
  await untilExamples();
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
  await page.goto(`${server.url}/nowhere`);
  await take("missing");
}

async function untilExamples() {
  for (;;) {
    const { examples } = await (await fetch(`${server.url}/status`)).json();
    if (examples.length > 0) return;
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
