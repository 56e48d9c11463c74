import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type AppFixture, copyOf, fileOf, hydrated, matchesOf } from "../app-fixture";
import { fieldOf } from "./asking";

/** Every state has an address that lasts. */
export function testAddresses(app: AppFixture): void {
  test("the address of an upload survives a reload, a stranger's browser, Back and Forward", async () => {
    const { page, errors } = await app.visit();
    const wanted = app.folder.pictures[4]!;
    await fieldOf(page).setInputFiles(fileOf(wanted));
    await page.waitForURL(/\/search\?upload=[\w-]{24}$/);
    await copyOf(page, wanted.title).waitFor();
    expect(await page.title()).toMatch(/^Like .+ – revimg$/);
    await page.reload();
    await copyOf(page, wanted.title).waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "Search with a picture." }).waitFor();
    expect(await page.title()).toBe("revimg – search with a picture");
    await page.goForward();
    await copyOf(page, wanted.title).waitFor();
    const stranger = await app.visit(new URL(page.url()).pathname + new URL(page.url()).search);
    await copyOf(stranger.page, wanted.title).waitFor();
    const shown = stranger.page.locator(".query-frame img");
    expect(await shown.evaluate((image: HTMLImageElement) => image.decode().then(() => true))).toBe(
      true,
    );
    expect(errors).toEqual([]);
  });

  test("a picture that is no longer kept says so", async () => {
    const { page } = await app.visit();
    await fieldOf(page).setInputFiles(fileOf(app.folder.pictures[4]!));
    await page.waitForURL(/upload=/);
    const address = page.url();
    const folder = join(app.server.dataDirectory, "search-uploads");
    for (const name of await readdir(folder)) await rm(join(folder, name));
    const response = await page.goto(address);
    expect(response?.status()).toBe(404);
    await page.getByRole("heading", { name: "That picture is no longer kept" }).waitFor();
    await page.getByText("Choose the picture again.").waitFor();
  });

  test("a page of results is where it was after a reload and after Back", async () => {
    const { page, errors } = await app.visit("/search?text=fish", {
      viewport: { width: 800, height: 400 },
    });
    await hydrated(page);
    const top = () => page.evaluate(() => Math.round(window.scrollY));
    await page.evaluate(() => window.scrollTo(0, 300));
    await page.reload();
    await hydrated(page);
    await expect.poll(top).toBe(300);
    await page
      .getByRole("link", { name: "revimg" })
      .first()
      .evaluate((link) => {
        (link as HTMLElement).click();
      });
    await page.getByRole("heading", { name: "Search with a picture." }).waitFor();
    expect(await top()).toBe(0);
    await page.goBack();
    await matchesOf(page).first().waitFor({ state: "attached" });
    await expect.poll(top).toBe(300);
    expect(errors).toEqual([]);
  });

  test("addresses of earlier versions lead on", async () => {
    const response = await fetch(`${app.server.url}/?like=abc`, { redirect: "manual" });
    expect([response.status, response.headers.get("location")]).toEqual([301, "/search?like=abc"]);
  });

  test("a search is remembered in this browser, and forgotten on demand", async () => {
    const { page, errors } = await app.visit("/search?text=fish");
    await matchesOf(page).first().waitFor({ state: "attached" });
    await page.goto(app.server.url);
    await page.getByRole("link", { name: "fish" }).waitFor();
    await page.getByRole("button", { name: "Forget them" }).click();
    await page.getByRole("link", { name: "fish" }).waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("heading", { name: "Search with a picture." }).waitFor();
    expect(await page.evaluate(() => localStorage.getItem("revimg-recent"))).toBe("[]");
    expect(errors).toEqual([]);
  });
}
