import { basename } from "node:path";
import type { ImageFacts } from "@revimg/http/client";
import sharp from "sharp";
import { expect, test } from "vitest";
import {
  type AppFixture,
  copiesOf,
  counts,
  eventually,
  fileOf,
  hydrated,
  matchesOf,
} from "../app-fixture";
import { dropPicture } from "../drop-picture";
import { laterFolder } from "../picture-folder";
import { fieldOf } from "./asking";

/** An honest answer, and what can be done with it. */
export function testResults(app: AppFixture): void {
  test("a picture on the wall is left out of its own results", async () => {
    const { page, errors } = await app.visit();
    const picture = page.locator("a.wall-place").first();
    const name = (await picture.getAttribute("aria-label"))!.replace("Pictures like ", "");
    await picture.click();
    await page.waitForURL(/\/search\?like=/);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await matchesOf(page).first().waitFor({ state: "attached" });
    const id = new URL(page.url()).searchParams.get("like");
    expect(await page.locator(`[id="match-${id}"]`).count()).toBe(0);
    expect(await page.title()).toBe(`Like ${name} – revimg`);
    expect(errors).toEqual([]);
  });

  test("copies lead with words, and what is hardly alike is folded", async () => {
    const { page } = await app.visit();
    const cropped = await croppedOf(app.folder.pictures[5]!.bytes);
    await dropPicture(page, cropped);
    await page.getByRole("heading", { name: "This picture is here, changed" }).waitFor();
    const copy = await copiesOf(page).first().textContent();
    expect(copy).toContain("The same, cropped");
    expect(copy).not.toContain("%");
    const hardly = page.getByRole("list", { name: "Hardly alike" });
    expect(await hardly.isVisible()).toBe(false);
    await page.locator(".fold-summary").click();
    await hardly.waitFor();
  });

  test("where nothing is like it, the page says so", async () => {
    const { page } = await app.visit();
    for (const [from, to] of [
      ["#808080", "#808080"],
      ["#8a2be2", "#8a2be2"],
      ["#87ceeb", "#ffffff"],
    ] as const) {
      await page.goto(app.server.url);
      await hydrated(page);
      const buffer = await gradientOf(from, to);
      await fieldOf(page).setInputFiles({ name: "plain.png", mimeType: "image/png", buffer });
      await page.getByRole("heading", { name: "Nothing like it here" }).waitFor();
      await counts(page.getByRole("list", { name: "Looks alike" }), 0);
      await counts(page.locator(".chip"), 0);
    }
  });

  test("details open from the address, walk and close by keyboard, and Back closes them", async () => {
    const { page, errors } = await app.visit();
    await dropPicture(page, app.folder.pictures[0]!.bytes);
    const first = matchesOf(page).first().getByRole("link").first();
    await first.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/^1 \/ \d+$/).waitFor();
    await page.waitForURL(/&open=/);
    const facts = await dialog.textContent();
    expect(facts).toContain("A. Painter, CC-BY-4.0");
    expect(facts).toContain(app.folder.pictures[0]!.tags[0]);
    for (let step = 0; step < 16; step++) {
      await page.keyboard.press("Tab");
      expect(await page.evaluate(focusLeftDialog)).toBe(false);
    }
    await page.keyboard.press("ArrowRight");
    await dialog.getByText(/^2 \/ \d+$/).waitFor();
    await page.reload();
    await dialog.getByText(/^2 \/ \d+$/).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    // The browser hides the dialog first; its address follows.
    await page.waitForURL((url) => !url.searchParams.has("open"));
    await first.click();
    await dialog.getByText(/^1 \/ \d+$/).waitFor();
    await page.goBack();
    await dialog.waitFor({ state: "hidden" });
    await copiesOf(page).first().waitFor();
    expect(errors).toEqual([]);
  });

  test("a copy lies where it belongs under a slider, and the original opens and downloads", async () => {
    const { page, errors } = await app.visit();
    await fieldOf(page).setInputFiles(fileOf(app.folder.pictures[0]!));
    await copiesOf(page).first().getByRole("link").first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Compare with yours" }).click();
    const slider = dialog.getByRole("slider");
    await slider.focus();
    await page.keyboard.press("End");
    expect(await slider.inputValue()).toBe("100");
    const places = await dialog.locator(".compare-box img").evaluateAll((images) =>
      images.map((image) => {
        const { left, top, width, height } = image.getBoundingClientRect();
        return [left, top, width, height].map(Math.round);
      }),
    );
    expect(places[0]).toEqual(places[1]);
    const original = dialog.getByRole("link", { name: "Open the original" });
    const bytes = await page.request.get(app.server.url + (await original.getAttribute("href")));
    expect((await bytes.body()).equals(Buffer.from(app.folder.pictures[0]!.bytes))).toBe(true);
    const download = page.waitForEvent("download");
    await dialog.getByRole("link", { name: "Download" }).click();
    expect((await download).suggestedFilename()).toBe(app.folder.pictures[0]!.filename);
    expect(errors).toEqual([]);
  });

  test("more like this and less like this become part of the question", async () => {
    const { page, errors } = await app.visit(`/search?like=${(await idsOf())[0]}`);
    await page.locator(".fold-summary").click();
    for (const name of ["More like this", "Less like this"]) {
      await matchesOf(page).filter({ visible: true }).last().getByRole("link").first().click();
      await page.getByRole("dialog").getByRole("link", { name }).click();
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      if (name === "More like this") await page.locator(".fold-summary").click();
    }
    await page.waitForURL(/like=.*like=.*unlike=/);
    await counts(page.locator(".query-item"), 3);
    expect(errors).toEqual([]);
  });

  test("a filter narrows the answer by its address, keeps the focus and lets go again", async () => {
    const { page, errors } = await app.visit(`/search?like=${(await idsOf())[0]}`);
    await page.getByText("Filter and sort").click();
    await page.getByLabel("Tag").fill(app.folder.pictures[0]!.tags[0]!);
    await page.getByLabel("Order").selectOption("name");
    await page.getByLabel("From the site").fill("https://archive.example/pictures/a");
    await page.keyboard.press("Enter");
    await page.waitForURL(/tag=.*domain=archive\.example.*sort=name/);
    await page.getByRole("link", { name: "from archive.example: remove this filter" }).waitFor();
    const names = await matchesOf(page).locator(".card-name .truncate").allTextContents();
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, "en", { numeric: true })));
    await page.getByRole("link", { name: "from archive.example: remove this filter" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => !url.searchParams.has("domain"));
    await eventually(() =>
      page.evaluate(() => document.activeElement?.matches("[data-choice]") ?? false),
    );
    expect(errors).toEqual([]);
  });

  test("a folder narrows the answer, and the newest come first", async () => {
    const [asked] = await idsOf();
    const { page, errors } = await app.visit(`/search?like=${asked}`);
    await page.getByText("Filter and sort").click();
    await page.getByLabel("In the folder").fill(`/${basename(app.folder.path)}/${laterFolder}/`);
    await page.getByLabel("Order").selectOption("newest");
    await page.keyboard.press("Enter");
    await page.waitForURL(/folder=.*sort=newest/);
    await page
      .getByRole("link", { name: `in ${basename(app.folder.path)}/${laterFolder}` })
      .waitFor();
    const shown = await matchesOf(page)
      .locator(".card-name .truncate")
      .evaluateAll((names) => names.map((name) => name.getAttribute("title")));
    const { images } = await imagesOf("sort=date&limit=100");
    const wanted = images.filter(
      ({ id, folder }) => id !== asked && folder?.endsWith(`/${laterFolder}`),
    );
    expect(new Set(shown)).toEqual(new Set(wanted.map(({ filename }) => filename)));
    expect(errors).toEqual([]);
  });

  test("no picture fits a filter that none has, and the page says what to do", async () => {
    const { page } = await app.visit(`/search?like=${(await idsOf())[0]}&domain=nowhere.example`);
    await page.getByText("No picture fits these filters. Remove one of them.").waitFor();
  });

  test("the end of the page brings the next ones, up to the last picture, and Back keeps them", async () => {
    const { page, errors } = await app.visit(`/search?like=${(await idsOf())[0]}`);
    await page.locator(".fold-summary").click();
    const shownAtTheEnd = async () => {
      await page.mouse.wheel(0, 20_000);
      return matchesOf(page).count();
    };
    // All but the one that was asked with.
    const all = app.folder.pictures.length - 1;
    await expect.poll(shownAtTheEnd, { timeout: 60_000 }).toBe(all);
    await counts(page.getByRole("button", { name: "Show more" }), 0);
    await page.getByRole("link", { name: /^revimg/ }).click();
    await page.getByRole("heading", { name: "Search with a picture." }).waitFor();
    await page.goBack();
    await counts(matchesOf(page), app.folder.pictures.length - 1);
    expect(errors).toEqual([]);
  });

  test("what is unfolded before the page's scripts run brings the next ones, too", async () => {
    const { page, errors } = await app.visit("/");
    let letScriptsRun = () => {};
    const scripts = new Promise<void>((resolve) => {
      letScriptsRun = resolve;
    });
    await page.route("**/*.js", async (route) => {
      await scripts;
      await route.continue();
    });
    const address = new URL(`/search?like=${(await idsOf())[0]}`, app.server.url);
    await page.goto(address.href, { waitUntil: "commit" });
    await page.locator(".fold-summary").click();
    const before = await matchesOf(page).count();
    letScriptsRun();
    await eventually(async () => {
      await page.mouse.wheel(0, 20_000);
      return (await matchesOf(page).count()) > before + 5;
    });
    expect(errors).toEqual([]);
  });

  test("several are selected by keyboard, and searched with together", async () => {
    const { page, errors } = await app.visit(`/search?like=${(await idsOf())[0]}`);
    await page.locator(".fold-summary").click();
    const boxes = matchesOf(page).filter({ visible: true }).getByRole("checkbox");
    for (const place of [0, 1]) {
      await boxes.nth(place).focus();
      await page.keyboard.press("Space");
    }
    await page.getByRole("region", { name: "Selected pictures" }).getByText("2 pictures").waitFor();
    await page.getByRole("link", { name: "More like these" }).click();
    await page.waitForURL((url) => url.searchParams.getAll("like").length === 2);
    await counts(page.locator(".query-item"), 2);
    expect(errors).toEqual([]);
  });

  async function idsOf(): Promise<string[]> {
    return (await imagesOf("sort=name")).images.map(({ id }) => id);
  }

  async function imagesOf(parameters: string): Promise<{ images: ImageFacts[] }> {
    return (await fetch(`${app.server.url}/api/images?${parameters}`)).json();
  }
}

/** The upper left part, at 70 % of width and height. */
async function croppedOf(bytes: Uint8Array): Promise<Uint8Array> {
  const image = sharp(bytes);
  const { width, height } = await image.metadata();
  const part = {
    left: 0,
    top: 0,
    width: Math.round(width * 0.7),
    height: Math.round(height * 0.7),
  };
  return image.extract(part).jpeg().toBuffer();
}

/** A PNG in which one colour goes over into another. */
function gradientOf(from: string, to: string): Promise<Buffer> {
  const stops = `<stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><linearGradient id="g">${stops}</linearGradient><rect width="300" height="200" fill="url(#g)"/></svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

function focusLeftDialog(): boolean {
  const { activeElement } = document;
  // The browser's own controls take a turn; on the page it is then the body that has the focus.
  return activeElement !== document.body && activeElement?.closest("dialog") === null;
}
