import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { type AppServer, startAppServer } from "./app-server.mjs";
import { launchChromium } from "./chromium.mjs";
import { makePictureFolder, type PictureFolder } from "./picture-folder";

/** One server over one folder and one browser, for all tests of a file. */
export interface AppFixture {
  readonly folder: PictureFolder;
  readonly server: AppServer;
  /** Opens a page, of this server or at a whole address, in a context of its own. It ends with the test. */
  visit(
    path?: string,
    options?: BrowserContextOptions,
  ): Promise<{ page: Page /** Errors that the page or its console told. */; errors: string[] }>;
}

/** More than one page of results. */
const pictureCount = 56;

/** Starts all of it before the tests of the file, and ends it after them. */
export function useApp(): AppFixture {
  let folder: PictureFolder;
  let server: AppServer;
  let browser: Browser;
  const open: Page[] = [];
  beforeAll(async () => {
    folder = await makePictureFolder(pictureCount);
    server = await startAppServer([folder.path], { REVIMG_SHOW_FOLDERS: "1", REVIMG_CORS: "*" });
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
  return {
    get folder() {
      return folder;
    },
    get server() {
      return server;
    },
    async visit(path = "/", options = {}) {
      const page = await (await browser.newContext(options)).newPage();
      open.push(page);
      page.setDefaultTimeout(60_000);
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(message.text());
      });
      await page.goto(new URL(path, server.url).href);
      if (options.javaScriptEnabled !== false) await hydrated(page);
      return { page, errors };
    },
  };
}

export const matchesOf = (page: Page): Locator => page.getByTestId("match");
export const copiesOf = (page: Page): Locator =>
  page.getByRole("list", { name: "The same picture" }).getByTestId("match");

/** The page answers to events once React has taken it over. */
export async function hydrated(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    Object.keys(document.querySelector("main") ?? {}).some((key) => key.startsWith("__react")),
  );
}

/** Resolves when a condition holds; what a page shows follows an event a little later. */
export async function eventually(condition: () => Promise<boolean>): Promise<void> {
  await expect.poll(condition, { timeout: 60_000 }).toBe(true);
}

export async function counts(locator: Locator, wanted: number): Promise<void> {
  await expect.poll(() => locator.count(), { timeout: 60_000 }).toBe(wanted);
}

/** How far the page is wider than the window. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

/** A file for a file field. */
export function fileOf({ filename, bytes }: PictureFolder["pictures"][number]) {
  return { name: filename, mimeType: "image/jpeg", buffer: Buffer.from(bytes) };
}

/** The name on a card among all, and among the copies. */
export const nameOf = (page: Page, title: string): Locator =>
  matchesOf(page).locator(".card-name", { hasText: title });
export const copyOf = (page: Page, title: string): Locator =>
  copiesOf(page).locator(".card-name", { hasText: title });
