import { expect, test } from "vitest";
import { type AppFixture, copiesOf } from "../app-fixture";
import { dropPicture } from "../drop-picture";

/** Light and dark. */
export function testTheme(app: AppFixture): void {
  test("the theme follows the system until one is chosen, which is kept", async () => {
    const { page, errors } = await app.visit("/", { colorScheme: "dark" });
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
    const { page, errors } = await app.visit();
    await dropPicture(page, app.folder.pictures[0]!.bytes);
    await copiesOf(page).first().waitFor();
    const kept = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: "Dark theme" }).click();
    await (await kept).finished();
    await page.getByRole("button", { name: "Light theme" }).waitFor();
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    await copiesOf(page).first().waitFor();
    expect(errors).toEqual([]);
  });

  test("without scripts the theme's form leads back to its page", async () => {
    const { page } = await app.visit("/gallery/nowhere", { javaScriptEnabled: false });
    await page.getByRole("button", { name: "Dark theme" }).click();
    await page.getByRole("button", { name: "Light theme" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/gallery/nowhere");
  });
}
