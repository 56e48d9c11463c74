import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import {
  type AppFixture,
  copiesOf,
  copyOf,
  counts,
  fileOf,
  matchesOf,
  nameOf,
} from "../app-fixture";
import { dropAddress, dropPicture, pastePicture, pasteText } from "../drop-picture";

/** Every way to ask. */
export function testAsking(app: AppFixture): void {
  test("a dropped picture finds itself, and says where it is from", async () => {
    const { page, errors } = await app.visit();
    const [wanted] = app.folder.pictures;
    await dropPicture(page, wanted!.bytes, async () => {
      await page.getByText("Drop it to search").waitFor();
    });
    await page.getByRole("heading", { name: "This picture is here" }).waitFor();
    const first = copiesOf(page).first();
    expect(await first.textContent()).toContain("The same file");
    expect(await first.textContent()).toContain(wanted!.title);
    const source = first.getByRole("link", { name: "archive.example" });
    expect(await source.getAttribute("href")).toBe(wanted!.sourceUrl);
    expect(await source.getAttribute("rel")).toContain("noopener");
    await counts(page.getByText("Drop it to search"), 0);
    expect(errors).toEqual([]);
  });

  test("a pasted picture is searched with", async () => {
    const { page, errors } = await app.visit();
    await pastePicture(page, app.folder.pictures[3]!.bytes);
    await copyOf(page, app.folder.pictures[3]!.title).waitFor();
    expect(errors).toEqual([]);
  });

  test("several files are one question, and one can be taken out again", async () => {
    const { page, errors } = await app.visit();
    const [one, two] = app.folder.pictures;
    await fieldOf(page).setInputFiles([fileOf(one!), fileOf(two!)]);
    await page.getByRole("heading", { name: "Pictures like these" }).waitFor();
    await counts(page.locator(".query-item"), 2);
    await page
      .getByRole("link", { name: /^Search without/ })
      .first()
      .click();
    await page.getByRole("heading", { name: "This picture is here" }).waitFor();
    await copyOf(page, two!.title).waitFor();
    expect(errors).toEqual([]);
  });

  test("words find pictures, and words beside a picture bend its search", async () => {
    const { page, errors } = await app.visit();
    await page.getByRole("searchbox").fill("fish");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/search\?text=fish$/);
    await matchesOf(page).first().waitFor({ state: "attached" });
    await page.goto(`${app.server.url}/search?like=${await idOf(page)}`);
    await page.getByRole("searchbox", { name: "Words to add" }).fill("dog");
    await page.keyboard.press("Enter");
    await page.waitForURL(/like=.*text=dog/);
    await matchesOf(page).first().waitFor({ state: "attached" });
    expect(errors).toEqual([]);
  });

  test("words that the model does not know are told with the next step", async () => {
    const { page } = await app.visit("/search?text=zzyzx");
    const alert = await page.getByRole("alert").textContent();
    expect(alert).toContain("This can't be searched with");
    expect(alert).toContain("other words");
  });

  test("an address is searched with, typed, pasted and dropped from another site", async () => {
    const { page } = await app.visit();
    // The guard refuses this machine's own addresses, so the question is all that can be seen.
    const address = "https://192.0.2.1/koi.jpg";
    const wanted = new RegExp(`url=${encodeURIComponent(address)}$`);
    await page.getByRole("searchbox").fill(address);
    await page.keyboard.press("Enter");
    await page.waitForURL(wanted);
    await page.getByRole("heading", { name: "That address may not be opened" }).waitFor();
    for (const bring of [pasteText, dropAddress]) {
      await page.getByRole("link", { name: "Back to the start" }).click();
      await page.waitForURL(`${app.server.url}/`);
      await bring(page, address);
      await page.waitForURL(wanted);
    }
  });

  test("a phone may open its camera", async () => {
    const { page } = await app.visit("/", { hasTouch: true, isMobile: true });
    const camera = page.getByLabel("Take a photo");
    expect(await camera.getAttribute("capture")).toBe("environment");
    await camera.setInputFiles(fileOf(app.folder.pictures[5]!));
    await copyOf(page, app.folder.pictures[5]!.title).waitFor();
  });

  test("a part of the picture is drawn by keyboard and searched with", async () => {
    const { page, errors } = await app.visit();
    await fieldOf(page).setInputFiles(fileOf(app.folder.pictures[0]!));
    await page.getByRole("button", { name: "A part of it" }).click();
    await page.getByRole("button", { name: "Move the part" }).focus();
    for (const key of ["Shift+ArrowLeft", "ArrowLeft", "ArrowUp"]) await page.keyboard.press(key);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Shift+ArrowRight");
    await page.getByText("60% × 50%, 14% from the left, 24% from the top").waitFor();
    await page.getByRole("button", { name: "Search with this part" }).click();
    await page.waitForURL(/region=14%2C24%2C60%2C50/);
    await nameOf(page, app.folder.pictures[0]!.title).first().waitFor();
    await page.locator(".query-region").waitFor();
    expect(errors).toEqual([]);
  });

  test("a part of the picture is drawn with the mouse", async () => {
    const { page } = await app.visit();
    await fieldOf(page).setInputFiles(fileOf(app.folder.pictures[0]!));
    await page.getByRole("button", { name: "A part of it" }).click();
    const picture = page.locator(".region-frame img");
    await page.waitForFunction(
      () => document.querySelector<HTMLImageElement>(".region-frame img")?.complete,
    );
    const { x, y, width, height } = (await picture.boundingBox())!;
    await page.mouse.move(x + width * 0.02, y + height * 0.02);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.5, y + height * 0.6, { steps: 3 });
    await page.mouse.up();
    const said = await page.getByText(/from the left/).textContent();
    const [wide, high] = [...(said ?? "").matchAll(/[\d.]+/g)].map(Number);
    expect(Math.abs(wide! - 48)).toBeLessThan(1.5);
    expect(Math.abs(high! - 58)).toBeLessThan(1.5);
  });

  test("without scripts a form does the same, and its search has an address", async () => {
    const { page } = await app.visit("/", { javaScriptEnabled: false });
    const wanted = app.folder.pictures[2]!;
    await page.locator("input[type=file]").first().setInputFiles(fileOf(wanted));
    await page.getByRole("button", { name: "Search", exact: true }).first().click();
    await page.waitForURL(/\/search\?upload=/);
    await copyOf(page, wanted.title).waitFor();
    await copiesOf(page).getByRole("link").first().click();
    await page.getByRole("heading", { name: wanted.title }).waitFor();
    await page.getByRole("link", { name: "Pictures like this one" }).click();
    await matchesOf(page).first().waitFor({ state: "attached" });
    await page.goto(app.server.url);
    await page.getByRole("searchbox").fill("fish");
    await page.keyboard.press("Enter");
    await page.waitForURL(/text=fish/);
  });

  async function idOf(page: Page): Promise<string> {
    const { images } = await (
      await page.request.get(`${app.server.url}/api/images?limit=1`)
    ).json();
    return images[0].id;
  }
}

export const fieldOf = (page: Page) => page.locator("input[type=file]:not([capture])").first();
