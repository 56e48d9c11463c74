import { findGalleryPicture, renderGalleryPicture } from "@revimg/sample-gallery";
import sharp from "sharp";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {(page: Page, url: string) => Promise<{ fullPage?: boolean } | void>} View */

/** Views of the search side, by name. Each leaves the page as it is to be shown. */
export const searchViews = /** @type {Record<string, View>} */ ({
  home: async (page, url) => {
    await page.goto(url);
    await page.evaluate(() => localStorage.removeItem("revimg-recent"));
    await page.goto(url);
    await page.locator("a.wall-place").first().waitFor();
    return { fullPage: true };
  },
  like: async (page, url) => {
    await page.goto(url);
    await page.locator("a.wall-place").nth(4).click();
    await answered(page);
  },
  copy: async (page, url) => {
    await page.goto(url);
    await choose(page, await picture("koi-temple-pond-at-noon", { crop: 0.7 }));
    await answered(page);
    return { fullPage: true };
  },
  compare: async (page, url) => {
    await searchViews.copy?.(page, url);
    await page.getByTestId("match").first().getByRole("link").first().click();
    await page.getByRole("button", { name: "Compare" }).click();
    await page.locator(".compare-box, .compare-pair").waitFor();
  },
  dialog: async (page, url) => {
    await searchViews.like?.(page, url);
    await page.getByTestId("match").nth(1).getByRole("link").first().click();
    await page.getByRole("dialog").waitFor();
  },
  nothing: async (page, url) => {
    await page.goto(url);
    await choose(page, await plain());
    await answered(page);
  },
  several: async (page, url) => {
    await searchViews.like?.(page, url);
    const [one, two] = await page
      .getByTestId("match")
      .evaluateAll((cards) =>
        cards.map((card) => card.querySelector("a")?.id.replace("match-", "")),
      );
    const address = new URL(page.url());
    address.searchParams.append("like", one ?? "");
    address.searchParams.append("unlike", two ?? "");
    address.searchParams.append("tag", "abstract");
    await page.goto(address.href);
    await answered(page);
  },
  words: async (page, url) => {
    await page.goto(`${url}/search?text=fish`);
    await answered(page);
  },
  filters: async (page, url) => {
    await searchViews.like?.(page, url);
    await page.getByText("Filter and sort").click();
  },
  region: async (page, url) => {
    await searchViews.copy?.(page, url);
    await page.getByRole("button", { name: "A part of it" }).click();
    await page.locator(".region-rectangle").waitFor();
  },
  part: async (page, url) => {
    await searchViews.like?.(page, url);
    await page.goto(`${page.url()}&region=10,10,50,60`);
    await answered(page);
  },
  selection: async (page, url) => {
    await searchViews.like?.(page, url);
    for (const place of [0, 1]) await page.getByRole("checkbox").nth(place).check();
  },
  private: async (page, url) => {
    await page.goto(url);
    await page.getByLabel("Keep my picture on this device").check();
    await choose(page, await picture("koi-temple-pond-at-noon", { crop: 0.9 }));
    await answered(page);
    await page.evaluate(() => localStorage.removeItem("revimg-private"));
  },
  recent: async (page, url) => {
    await page.goto(url);
    await page.locator(".recent-link").first().waitFor();
    return { fullPage: true };
  },
  picture: async (page, url) => {
    await searchViews.like?.(page, url);
    await page.goto(url + (await hrefOf(page.getByTestId("match").first().getByRole("link"))));
    return { fullPage: true };
  },
  problem: async (page, url) => {
    await page.goto(url);
    await choose(page, { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("No") });
    await page.getByRole("alert").waitFor();
  },
  searching: async (page, url) => {
    await page.goto(url);
    await page.route("**/uploads", () => {});
    await choose(page, await picture("citrus-lemon-moon", {}));
    await page.getByRole("heading", { name: "Searching" }).waitFor();
  },
  slow: async (page, url) => {
    await searchViews.searching?.(page, url);
    await page.getByText("This takes longer than usual.").waitFor();
  },
  offline: async (page, url) => {
    await searchViews.like?.(page, url);
    await page.getByRole("searchbox", { name: "Words to add" }).fill("fish");
    await page.context().setOffline(true);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "The server does not answer" }).waitFor();
  },
  drop: async (page, url) => {
    await page.goto(url);
    await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([], "picture.jpg", { type: "image/jpeg" }));
      document.body.dispatchEvent(new DragEvent("dragenter", { dataTransfer, bubbles: true }));
    });
    await page.getByText("Drop it to search").waitFor();
  },
  missing: async (page, url) => {
    await page.goto(`${url}/nowhere`);
  },
  gallery: async (page, url) => {
    await page.goto(`${url}/gallery/koi-temple-pond-at-noon`);
    return { fullPage: true };
  },
});

/**
 * The matches are there, and those in sight have come.
 *
 * @param {Page} page
 */
async function answered(page) {
  await page.locator(".filter-bar").waitFor();
  await page.waitForLoadState("networkidle");
  await page.waitForFunction(() =>
    [...document.images].every(
      (image) =>
        image.complete ||
        !image.checkVisibility() ||
        image.getBoundingClientRect().top > window.innerHeight,
    ),
  );
}

/**
 * @param {Page} page
 * @param {{ name: string, mimeType: string, buffer: Buffer }} file
 */
async function choose(page, file) {
  await page.waitForLoadState("networkidle");
  // The field answers once React has taken the page over.
  await page.waitForFunction(() =>
    Object.keys(document.querySelector("main") ?? {}).some((key) => key.startsWith("__react")),
  );
  await page.locator("input[type=file]:not([capture])").first().setInputFiles(file);
}

/**
 * A picture of the sample gallery, or the middle of it.
 *
 * @param {string} slug
 * @param {{ crop?: number }} options
 */
async function picture(slug, { crop = 1 }) {
  const found = findGalleryPicture(slug);
  if (!found) throw new Error(`The sample gallery has no ${slug}.`);
  const image = sharp(await renderGalleryPicture(found));
  const [width, height] = [found.width * crop, found.height * crop].map(Math.round);
  const left = Math.round((found.width - (width ?? 0)) / 2);
  const part = { left, top: 0, width: width ?? 1, height: height ?? 1 };
  const buffer = await image.extract(part).jpeg().toBuffer();
  return { name: `${slug}.jpg`, mimeType: "image/jpeg", buffer };
}

/** What no library has. */
async function plain() {
  const create = {
    width: 300,
    height: 200,
    channels: /** @type {const} */ (3),
    background: "#777",
  };
  const buffer = await sharp({ create }).png().toBuffer();
  return { name: "plain.png", mimeType: "image/png", buffer };
}

/** @param {import("playwright-core").Locator} link */
async function hrefOf(link) {
  return (await link.first().getAttribute("href")) ?? "/";
}
