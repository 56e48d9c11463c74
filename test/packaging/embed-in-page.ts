import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { startPageServer } from "../../packages/testing/dist/browser.js";

/**
 * What a page gets that loads the program of `bundleProject` and embeds a picture: the vector.
 * Rejects with what the page says when it fails. `installed`: the folder of `@revimg/core`.
 */
export async function embedInPage(
  browser: Browser,
  bundle: Map<string, string>,
  { installed, picture }: { installed: string; picture: string },
): Promise<number[]> {
  const files = new Map<string, string>([...bundle, ["/picture", picture]]);
  const model = join(installed, "models/mini");
  for (const name of await readdir(model)) files.set(`/model/${name}`, join(model, name));
  await using server = await startPageServer({ files });
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(server.url);
    const url = [...bundle.keys()].find((path) => path.endsWith("/page.js"));
    await page.addScriptTag({ type: "module", url });
    return await page.evaluate(`globalThis.embed("/picture")`);
  } finally {
    await context.close();
  }
}
