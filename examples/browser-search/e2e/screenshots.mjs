import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { launchChromium } from "@revimg/testing/browser";

/**
 * Pictures of the page, in light and dark, on a phone and a desktop:
 * `node e2e/screenshots.mjs <address of a running server> <folder of pictures> <folder to write to>`.
 */
const [url = "", pictures = "", folder = ""] = process.argv.slice(2);
if (!folder) {
  console.error(
    "Usage: node e2e/screenshots.mjs <address> <folder with pictures> <folder to write to>",
  );
  process.exit(2);
}
const sizes = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1280, height: 860 } },
};
const [first = ""] = (await readdir(pictures)).filter((name) => name.endsWith(".jpg")).sort();

const browser = await launchChromium();
try {
  for (const [size, device] of Object.entries(sizes)) {
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      const context = await browser.newContext({ ...device, colorScheme });
      const page = await context.newPage();
      /** @param {string} view */
      const take = (view) =>
        page.screenshot({ path: join(folder, `${view}-${size}-${colorScheme}.png`) });
      await page.route("**/model.onnx", async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 1500));
        await route.continue();
      });
      await page.goto(url);
      await page.getByText("Loading the model").or(page.getByText("Downloading")).waitFor();
      await take("loading");
      await page.locator("#device", { hasText: "WebAssembly" }).waitFor();
      await page.setInputFiles("#file", join(pictures, first));
      await page.locator(".card").first().waitFor();
      await page.getByText("What was sent").click();
      await page.waitForLoadState("networkidle");
      await take("results");
      const buffer = Buffer.from("no picture");
      await page.setInputFiles("#file", { name: "notes.png", mimeType: "image/png", buffer });
      await page.getByRole("alert").waitFor();
      await take("problem");
      await context.close();
    }
  }
} finally {
  await browser.close();
}
