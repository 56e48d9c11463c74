import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { type AppFixture, matchesOf, overflowOf } from "../app-fixture";
import { faultsOf } from "../faults-of";

/** Everybody can use it: small windows, keyboards, readers, light and dark. */
export function testAccess(app: AppFixture): void {
  test.each(["light", "dark"] as const)(
    "no page has a serious fault in %s",
    async (colorScheme) => {
      const { page } = await app.visit("/", { colorScheme, reducedMotion: "reduce" });
      const like = new URL(
        (await page.locator("a.wall-place").first().getAttribute("href"))!,
        app.server.url,
      ).href;
      const id = new URL(like).searchParams.get("like");
      const pages = [
        "/",
        like,
        `${like}&open=first`,
        `/picture/${id}`,
        "/search?text=zzyzx",
        "/nowhere",
      ];
      for (const path of pages) {
        const first = path.endsWith("open=first") ? await firstMatch(page) : "";
        await page.goto(new URL(path.replace("open=first", `open=${first}`), app.server.url).href);
        await page.locator(first ? "dialog[open]" : "main").waitFor();
        if (path === like) {
          await page.getByText("Filter and sort").click();
          await page.locator(".fold-summary").click();
        }
        expect({ path, faults: await faultsOf(page) }).toEqual({ path, faults: [] });
      }
    },
  );

  test("every page fits a phone of 360 pixels", async () => {
    const { page, errors } = await app.visit("/", { viewport: { width: 360, height: 740 } });
    const like = (await page.locator("a.wall-place").first().getAttribute("href"))!;
    for (const path of ["/", like, "/search?sample=nothing", "/gallery/nowhere"]) {
      await page.goto(app.server.url + path);
      await page.locator("h1").waitFor();
      expect({ path, overflow: await overflowOf(page) }).toEqual({ path, overflow: 0 });
    }
    await page.goto(app.server.url + like);
    await page.locator(".fold-summary").click();
    await matchesOf(page).last().getByRole("link").first().click();
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    expect(await dialog.evaluate((sheet) => sheet.scrollWidth - sheet.clientWidth)).toBe(0);
    // Pages that are not there are told in the console, too.
    expect(errors.filter((error) => !error.includes("404"))).toEqual([]);
  });

  test("a whole row of pictures stands above the fold, and nothing shifts", async () => {
    const { page } = await app.visit("/", { viewport: { width: 1280, height: 800 } });
    await page.addInitScript(() => {
      const shifts = { total: 0 };
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
          shifts.total += (entry as never as { value: number }).value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    const slug = app.folder.pictures[0]!.filename.replace(/\.jpg$/, "");
    await page.goto(`${app.server.url}/search?sample=${slug}`);
    await page.waitForLoadState("networkidle");
    const bottoms = await page.evaluate(() => {
      const cards = [...document.querySelectorAll("[data-testid=match]")].filter((card) =>
        card.checkVisibility(),
      );
      const boxes = cards.map((card) => card.getBoundingClientRect());
      return boxes.filter(({ top }) => top === boxes[0]?.top).map(({ bottom }) => bottom);
    });
    expect(bottoms.length).toBeGreaterThan(0);
    expect(Math.max(...bottoms)).toBeLessThanOrEqual(800);
    const shift = await page.evaluate(
      () => (window as never as { shifts: { total: number } }).shifts.total,
    );
    expect(shift).toBeLessThanOrEqual(0.02);
  });

  async function firstMatch(page: Page): Promise<string> {
    const id = await matchesOf(page).first().getByRole("link").first().getAttribute("id");
    return encodeURIComponent(id!.replace("match-", ""));
  }
}
