import { fileURLToPath } from "node:url";
import {
  bundleForBrowsers,
  type PageServer,
  servedBundle,
  startPageServer,
} from "@revimg/testing/browser";
import type { Browser, Page } from "playwright-core";

/** A page of a browser, with the actions of page-actions.mjs. */
export interface EmbedderPage {
  page: Page;
  /** Rejects with a `PageError` when the action does. */
  act<T>(name: string, ...args: unknown[]): Promise<T>;
}

/** What an action failed with, as its fields. */
class PageError extends Error {
  readonly code: string | undefined;
  readonly retryable: boolean | undefined;

  constructor({
    code,
    message,
    retryable,
  }: { code?: string; message: string; retryable?: boolean }) {
    super(message);
    this.code = code;
    this.retryable = retryable;
  }
}

/** The embedder from its source, bundled as an application would, and served with these files. */
export async function startEmbedderServer(files: Map<string, Uint8Array | string>): Promise<{
  server: PageServer;
  files: Map<string, Uint8Array | string>;
}> {
  const bundle = await bundleForBrowsers({
    "page-actions": fileURLToPath(new URL("./page-actions.mjs", import.meta.url)),
    "browser-worker": fileURLToPath(new URL("../browser-worker.ts", import.meta.url)),
  });
  const served = new Map([...servedBundle(bundle), ...files]);
  return { server: await startPageServer({ files: served }), files: served };
}

/** A page with storage of its own. */
export async function openEmbedderPage(browser: Browser, url: string): Promise<EmbedderPage> {
  const context = await browser.newContext();
  const page = await context.newPage();
  return { page, act: await actions(page, url) };
}

/** Goes to the page (again), with its storage as it is. */
export async function actions(page: Page, url: string): Promise<EmbedderPage["act"]> {
  await page.goto(url);
  await page.addScriptTag({ type: "module", url: "/bundle/page-actions.js" });
  await page.waitForFunction("globalThis.act !== undefined");
  return async <T>(name: string, ...args: unknown[]) => {
    const call = `globalThis.act(...${JSON.stringify([name, ...args])})`;
    const result = (await page.evaluate(call)) as T | { error: { message: string } };
    if (typeof result === "object" && result !== null && "error" in result) {
      throw new PageError(result.error);
    }
    return result as T;
  };
}
