import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type AppServer, startAppServer } from "./app-server.mjs";
import { chromiumMissing, launchChromium } from "./chromium.mjs";
import { dropPicture, pastePicture } from "./drop-picture";
import { makePictureFolder, type PictureFolder } from "./picture-folder";

const required = process.env.REVIMG_REQUIRE_SERVICES === "1";
const skipped = chromiumMissing !== null && !required;
if (skipped) console.warn(`The browser tests are skipped: ${chromiumMissing}.`);

/** More than one page of results. */
const pictureCount = 30;

describe.skipIf(skipped)("the app in a browser", () => {
  let folder: PictureFolder;
  let server: AppServer;
  let browser: Browser;
  const open: Page[] = [];

  beforeAll(async () => {
    folder = await makePictureFolder(pictureCount);
    server = await startAppServer([folder.path]);
    browser = await launchChromium();
    await server.printed("could not be indexed");
  });

  afterEach(async () => {
    for (const page of open.splice(0)) await page.context().close();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.remove();
    await folder?.remove();
  });

  async function visit(path = "/", options: BrowserContextOptions = {}) {
    const page = await (await browser.newContext(options)).newPage();
    open.push(page);
    page.setDefaultTimeout(60_000);
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    await page.goto(server.url + path);
    if (options.javaScriptEnabled !== false) await hydrated(page);
    return { page, errors };
  }

  const matchesOf = (page: Page) => page.getByTestId("match");
  const chipsOf = (page: Page) => page.locator(".chip");

  test("a dropped picture finds itself, with its source and its keywords", async () => {
    const { page, errors } = await visit();
    const [wanted] = folder.pictures;
    await dropPicture(page, wanted!.bytes, async () => {
      await page.getByText("Drop it to search").waitFor();
    });
    const first = matchesOf(page).first();
    await first.getByText("exact match").waitFor();
    expect(await first.textContent()).toContain("100%");
    expect(await first.textContent()).toContain(wanted!.title);
    const source = first.getByRole("link", { name: "archive.example" });
    expect(await source.getAttribute("href")).toBe(wanted!.sourceUrl);
    expect(await source.getAttribute("rel")).toContain("noopener");
    await counts(matchesOf(page), 20);
    await chipsOf(page).first().waitFor();
    await counts(page.getByText("Drop it to search"), 0);
    // The picture itself comes after the page.
    const thumbnail = first.locator("img");
    await eventually(() => thumbnail.evaluate((image: HTMLImageElement) => image.naturalWidth > 0));
    expect(errors).toEqual([]);
  });

  test("a keyword narrows the matches and lets go of them again", async () => {
    const { page, errors } = await visit();
    await dropPicture(page, folder.pictures[0]!.bytes);
    const chip = chipsOf(page).first();
    const carriers = Number(await chip.locator(".chip-count").textContent());
    await chip.focus();
    await page.keyboard.press("Enter");
    await eventually(async () => (await chip.getAttribute("aria-pressed")) === "true");
    await counts(matchesOf(page), carriers);
    await page.keyboard.press("Space");
    await eventually(async () => (await chip.getAttribute("aria-pressed")) === "false");
    await counts(matchesOf(page), 20);
    expect(errors).toEqual([]);
  });

  test("a pasted picture is searched with, and Back returns to the start", async () => {
    const { page, errors } = await visit();
    await pastePicture(page, folder.pictures[3]!.bytes);
    await matchesOf(page).first().getByText(folder.pictures[3]!.title).waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "Find a picture by a picture." }).waitFor();
    await page.goForward();
    await matchesOf(page).first().getByText(folder.pictures[3]!.title).waitFor();
    expect(errors).toEqual([]);
  });

  test("the button takes a file, and Show more goes on to the last picture", async () => {
    const { page, errors } = await visit();
    const { filename: name, bytes, title } = folder.pictures[5]!;
    const chooser = page.waitForEvent("filechooser");
    await page.getByText("Choose a picture").click();
    await (await chooser).setFiles({ name, mimeType: "image/jpeg", buffer: Buffer.from(bytes) });
    await matchesOf(page).first().getByText(title).waitFor();
    await page.getByRole("button", { name: "Show more" }).click();
    await counts(matchesOf(page), pictureCount);
    await counts(page.getByRole("button", { name: "Show more" }), 0);
    expect(errors).toEqual([]);
  });

  test("details open, walk and close by keyboard, and lead to a search of their own", async () => {
    const { page, errors } = await visit();
    await dropPicture(page, folder.pictures[0]!.bytes);
    const first = matchesOf(page).first().getByRole("button");
    await first.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("1 / 20").waitFor();
    const facts = await dialog.textContent();
    expect(facts).toContain("A. Painter, CC-BY-4.0");
    expect(facts).toContain(folder.pictures[0]!.tags[0]);
    for (let step = 0; step < 12; step++) {
      await page.keyboard.press("Tab");
      expect(await page.evaluate(focusLeftDialog)).toBe(false);
    }
    await page.keyboard.press("ArrowRight");
    await dialog.getByText("2 / 20").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await eventually(() => first.evaluate((button) => button === document.activeElement));

    await matchesOf(page).nth(1).getByRole("button").click();
    await dialog.getByText("2 / 20").waitFor();
    const title = (await dialog.getByRole("heading", { level: 2 }).textContent())!.trim();
    await dialog.getByRole("link", { name: "Search with this one" }).click();
    await page.waitForURL(/\?like=/);
    // The first of the search before was an exact match too.
    const found = matchesOf(page).first().filter({ hasText: title });
    await found.getByText("exact match").waitFor();
    expect(errors).toEqual([]);
  });

  test("a picture can be dropped on any page", async () => {
    const { page } = await visit("/gallery/nowhere");
    await dropPicture(page, folder.pictures[1]!.bytes);
    await matchesOf(page).first().getByText("exact match").waitFor();
    expect(new URL(page.url()).pathname).toBe("/");
  });

  test("a picture on the wall is searched with", async () => {
    const { page, errors } = await visit();
    const picture = page.getByRole("link", { name: /^Search with / }).first();
    await picture.click();
    await matchesOf(page).first().getByText("exact match").waitFor();
    expect(errors).toEqual([]);
  });

  test("the theme follows the system until one is chosen, which is kept", async () => {
    const { page, errors } = await visit("/", { colorScheme: "dark" });
    const background = () =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const dark = await background();
    const kept = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: "Light theme" }).click();
    await page.getByRole("button", { name: "Dark theme" }).waitFor();
    await kept;
    const light = await background();
    expect(light).not.toBe(dark);
    const response = await page.reload();
    expect(await response?.text()).toContain('data-theme="light"');
    expect(await background()).toBe(light);
    expect(errors).toEqual([]);
  });

  test("choosing a theme leaves the results where they are", async () => {
    const { page, errors } = await visit();
    await dropPicture(page, folder.pictures[0]!.bytes);
    await matchesOf(page).first().getByText("exact match").waitFor();
    const kept = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: "Dark theme" }).click();
    await (await kept).finished();
    await page.getByRole("button", { name: "Light theme" }).waitFor();
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    await counts(matchesOf(page), 20);
    expect(errors).toEqual([]);
  });

  test("without scripts the theme's form leads back to its page", async () => {
    const { page } = await visit("/gallery/nowhere", { javaScriptEnabled: false });
    await page.getByRole("button", { name: "Dark theme" }).click();
    await page.getByRole("button", { name: "Light theme" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/gallery/nowhere");
  });

  test("a search can be cancelled", async () => {
    const { page } = await visit();
    await page.route("**/api/search", () => {});
    await dropPicture(page, folder.pictures[0]!.bytes);
    await page.getByRole("heading", { name: "Searching" }).waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("heading", { name: "Find a picture by a picture." }).waitFor();
  });

  test("a file that is no picture is told, with the reason", async () => {
    const { page } = await visit();
    const file = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("Not one") };
    await page.locator("input[type=file]").setInputFiles(file);
    const alert = await page.getByRole("alert").textContent();
    expect(alert).toContain("can't be read as a picture");
    expect(alert).toContain("JPEG");
  });

  test("a picture above the upload limit is told, with the limit", async () => {
    const { page } = await visit();
    // From the disk: as bytes it would take its time on the way to the browser.
    const huge = join(server.dataDirectory, "huge.jpg");
    await writeFile(huge, Buffer.alloc(30 * 1024 * 1024, 1));
    await page.locator("input[type=file]").setInputFiles(huge);
    await page.getByRole("heading", { name: "This picture is too large" }).waitFor();
    expect(await page.getByRole("alert").textContent()).toContain("25 MiB");
  });

  test("a server that does not answer is told, and trying again works", async () => {
    const { page } = await visit();
    await page.context().setOffline(true);
    await dropPicture(page, folder.pictures[0]!.bytes);
    await page.getByRole("heading", { name: "The server does not answer" }).waitFor();
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "Try again" }).click();
    await matchesOf(page).first().getByText("exact match").waitFor();
  });

  test("without scripts a form does the same", async () => {
    const { page } = await visit("/", { javaScriptEnabled: false });
    const { filename: name, bytes, title } = folder.pictures[2]!;
    const file = { name, mimeType: "image/jpeg", buffer: Buffer.from(bytes) };
    await page.locator("input[type=file]").setInputFiles(file);
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await matchesOf(page).first().getByText(title).waitFor();
    expect(await page.locator(".query-frame img").getAttribute("src")).toMatch(/^data:image/);
  });

  test.each(["/", "/?sample=nothing", "/gallery/nowhere"])(
    "nothing is wider than a phone of 360 pixels at %s",
    async (path) => {
      const { page } = await visit(path, { viewport: { width: 360, height: 740 } });
      expect(await overflowOf(page)).toBe(0);
    },
  );

  test("results and details fit a phone of 360 pixels", async () => {
    const { page, errors } = await visit("/", { viewport: { width: 360, height: 740 } });
    await dropPicture(page, folder.pictures[0]!.bytes);
    await matchesOf(page).first().waitFor();
    expect(await overflowOf(page)).toBe(0);
    await matchesOf(page).first().getByRole("button").click();
    await page.getByRole("dialog").waitFor();
    expect(
      await page.getByRole("dialog").evaluate((sheet) => sheet.scrollWidth - sheet.clientWidth),
    ).toBe(0);
    expect(errors).toEqual([]);
  });

  test("a picture of the sample gallery has its page, and an unknown one is a 404", async () => {
    const { slug, title } = {
      slug: folder.pictures[0]!.filename.replace(/\.jpg$/, ""),
      ...folder.pictures[0]!,
    };
    const { page, errors } = await visit(`/gallery/${slug}`);
    await page.getByRole("heading", { name: title }).waitFor();
    await page.getByRole("link", { name: "Search with this one" }).click();
    await matchesOf(page).first().getByText("exact match").waitFor();
    expect(errors).toEqual([]);
    const missing = await fetch(`${server.url}/gallery/nowhere`);
    expect(missing.status).toBe(404);
    expect(await missing.text()).toContain("An empty frame");
  });
});

/** The page answers to events once React has taken it over. */
async function hydrated(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    Object.keys(document.querySelector("main") ?? {}).some((key) => key.startsWith("__react")),
  );
}

/** Resolves when a condition holds; what a page shows follows an event a little later. */
async function eventually(condition: () => Promise<boolean>): Promise<void> {
  await expect.poll(condition, { timeout: 60_000 }).toBe(true);
}

async function counts(locator: Locator, wanted: number): Promise<void> {
  await expect.poll(() => locator.count(), { timeout: 60_000 }).toBe(wanted);
}

function focusLeftDialog(): boolean {
  const { activeElement } = document;
  // The browser's own controls take a turn; on the page it is then the body that has the focus.
  return activeElement !== document.body && activeElement?.closest("dialog") === null;
}

function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}
