import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AppFixture, copyOf, counts, eventually, fileOf, matchesOf } from "../app-fixture";
import { dropPicture, pastePicture } from "../drop-picture";
import { faultsOf } from "../faults-of";
import { type StaticExport, startStaticExport } from "../static-export";
import { fieldOf } from "./asking";

/** The export of the search: static files at one origin, the API at another. */
export function testElsewhere(app: AppFixture): void {
  describe("as static files with the API elsewhere", () => {
    let site: StaticExport;
    beforeAll(async () => {
      site = await startStaticExport(`${app.server.url}/api`);
    });
    afterAll(() => site?.[Symbol.asyncDispose]());

    test("a picture finds its copy and shows pictures of the API, also after a reload and Back", async () => {
      const { page, errors } = await app.visit(site.url);
      await page.getByText("56 pictures indexed").waitFor();
      expect(await faultsOf(page)).toEqual([]);
      const wanted = app.folder.pictures[4]!;
      await fieldOf(page).setInputFiles(fileOf(wanted));
      await page.waitForURL(/\/search\?upload=[\w-]{24}$/);
      await page.getByRole("heading", { name: "This picture is here" }).waitFor();
      await copyOf(page, wanted.title).waitFor();
      expect(await page.title()).toMatch(/^Like .+ – revimg$/);
      const shown = page.locator(".query-frame img, [data-testid=match] img");
      for (const place of [0, 1]) {
        const image = shown.nth(place);
        expect(await image.evaluate((node: HTMLImageElement) => node.decode())).toBeUndefined();
      }
      expect(await shown.nth(1).getAttribute("src")).toContain(`${app.server.url}/api/image/`);
      expect(await faultsOf(page)).toEqual([]);
      await page.reload();
      await copyOf(page, wanted.title).waitFor();
      await page.goBack();
      await page.getByRole("heading", { name: "Search with a picture." }).waitFor();
      expect(await page.title()).toBe("revimg – search with a picture");
      expect(errors).toEqual([]);
    });

    test("pictures are dropped and pasted, words are typed, and the list goes on", async () => {
      const { page, errors } = await app.visit(site.url);
      await dropPicture(page, app.folder.pictures[1]!.bytes);
      await copyOf(page, app.folder.pictures[1]!.title).waitFor();
      await page.locator(".fold-summary").click();
      await eventually(async () => {
        await page.mouse.wheel(0, 20_000);
        return (await matchesOf(page).count()) > 24;
      });
      await pastePicture(page, app.folder.pictures[3]!.bytes);
      await copyOf(page, app.folder.pictures[3]!.title).waitFor();
      await page.getByRole("link", { name: "revimg, to a new search" }).click();
      // The page that is left has a field for words as well.
      await page.getByRole("heading", { name: "Search with a picture." }).waitFor();
      await page.getByRole("searchbox").fill("fish");
      await page.keyboard.press("Enter");
      await page.waitForURL(`${site.url}/search?text=fish`);
      await matchesOf(page).first().waitFor({ state: "attached" });
      expect(errors).toEqual([]);
    });

    test("a match has its page, whose address can be opened, and the theme is kept", async () => {
      const { images } = await (await fetch(`${app.server.url}/api/images?limit=1`)).json();
      const { page } = await app.visit(`${site.url}/picture/${images[0].id}`);
      await page.getByRole("link", { name: "Pictures like this one" }).click();
      await matchesOf(page).first().waitFor({ state: "attached" });
      await page.getByRole("button", { name: "Dark theme" }).click();
      await page.getByRole("button", { name: "Light theme" }).waitFor();
      await page.reload();
      await page.getByRole("button", { name: "Light theme" }).waitFor();
      await counts(page.getByRole("link", { name: "Admin" }), 0);
    });

    test("what the API refuses, and that it is away, is told with the next step", async () => {
      const { page } = await app.visit(`${site.url}/search?text=zzyzx`);
      await page.getByRole("heading", { name: "This can't be searched with" }).waitFor();
      await page.goto(`${site.url}/search?upload=${"x".repeat(24)}`);
      await page.getByRole("heading", { name: "That picture is no longer kept" }).waitFor();
      await page.route(`${app.server.url}/**`, (route) => route.abort());
      await page.goto(`${site.url}/search?text=fish`);
      await page.getByRole("heading", { name: "The server does not answer" }).waitFor();
      await page.unroute(`${app.server.url}/**`);
      await page.getByRole("button", { name: "Try again" }).click();
      await matchesOf(page).first().waitFor({ state: "attached" });
    });
  });
}
