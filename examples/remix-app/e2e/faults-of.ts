import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What axe finds serious or critical. */
export async function faultsOf(page: Page): Promise<string[]> {
  // The page's policy lets no other script in, and this one comes by the debugger.
  await page.evaluate(await readFile(axe, "utf8"));
  return page.evaluate(async () => {
    const { axe } = window as never as { axe: typeof import("axe-core") };
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    const serious = violations.filter(
      ({ impact }) => impact === "serious" || impact === "critical",
    );
    return serious.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}
