import { isPostgresInstalled, type PostgresServer, startPostgres } from "@revimg/testing/services";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AppFixture, copiesOf, fileOf, matchesOf } from "../app-fixture";
import { type AppServer, startAppServer } from "../app-server.mjs";
import { makePictureFolder } from "../picture-folder";
import { makeSlowFolder } from "../slow-folder";
import { fieldOf } from "./asking";

const required = process.env.REVIMG_REQUIRE_SERVICES === "1";
const skipped = !isPostgresInstalled() && !required;
if (skipped) console.warn("The states of stores are not tested: PostgreSQL is not installed.");

/** Where there is nothing to show yet, or no more, the page says why and what to do. */
export function testStates(app: AppFixture): void {
  test("a page that the network does not bring says so, and trying again brings it", async () => {
    const { page } = await app.visit();
    await page.locator("a.wall-place").first().click();
    await matchesOf(page).first().waitFor({ state: "attached" });
    const address = page.url();
    await page.getByRole("searchbox", { name: "Words to add" }).fill("fish");
    await page.context().setOffline(true);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "The server does not answer" }).waitFor();
    await page.context().setOffline(false);
    await page.getByRole("link", { name: "Try again" }).click();
    await matchesOf(page).first().waitFor({ state: "attached" });
    expect(page.url()).toBe(`${address}&text=fish`);
  });

  test("a network that is slow is told, and the search goes on", async () => {
    const { page, errors } = await app.visit();
    let answer = () => {};
    const slow = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route("**/uploads", async (route) => {
      await slow;
      await route.continue();
    });
    await fieldOf(page).setInputFiles(fileOf(app.folder.pictures[0]!));
    await page.getByText("This takes longer than usual.").waitFor();
    await page.getByRole("button", { name: "Cancel" }).waitFor();
    answer();
    await copiesOf(page).first().waitFor();
    expect(errors).toEqual([]);
  });

  test("a library that is being indexed says how far it is, and the search is asked once more", async () => {
    await using slow = await makeSlowFolder();
    const server = await startAppServer([slow.path], { GALLERY: "off" });
    try {
      const { page, errors } = await app.visit(server.url);
      await page.locator("progress").waitFor();
      await fieldOf(page).setInputFiles(fileOf(app.folder.pictures[0]!));
      await page.getByText("Pictures that have come since are not below.").waitFor();
      const [again] = await Promise.all([
        page.waitForResponse((response) => response.url().includes("/search.data?")),
        page.getByRole("button", { name: "Search again" }).click(),
      ]);
      expect(again.status()).toBe(200);
      expect(errors).toEqual([]);
    } finally {
      await server.remove();
    }
  });

  test("the only picture of a library has no other one to be like", async () => {
    const folder = await makePictureFolder(1);
    const server = await startAppServer([folder.path], { GALLERY: "off" });
    try {
      await server.printed("could not be indexed");
      const { page, errors } = await app.visit(server.url);
      await page.locator("a.wall-place").first().click();
      await page.getByText("There is no other picture in the library.").waitFor();
      expect(errors).toEqual([]);
    } finally {
      await server.remove();
      await folder.remove();
    }
  });

  describe.skipIf(skipped)("with a store that comes and goes", () => {
    let postgres: PostgresServer;
    let server: AppServer;

    beforeAll(async () => {
      postgres = await startPostgres();
      server = await startAppServer([], { GALLERY: "off", REVIMG_METADATA: postgres.url });
      await server.printed("0 pictures are indexed.");
    });
    afterAll(async () => {
      await server?.remove();
      await postgres?.stop();
    });

    test("an empty library leads to where pictures are added", async () => {
      const { page, errors } = await app.visit(server.url);
      await page.getByText("The library is empty.").waitFor();
      await fieldOf(page).setInputFiles(fileOf(app.folder.pictures[0]!));
      await page.getByRole("heading", { name: "Nothing was found" }).waitFor();
      await page.getByRole("link", { name: "Add pictures" }).click();
      await page.getByRole("heading", { name: "Log in as an admin" }).waitFor();
      expect(errors).toEqual([]);
    });

    test("a store that is down is told, and the pages come back with it", async () => {
      const { page } = await app.visit(server.url);
      await postgres.kill();
      const search = await page.goto(`${server.url}/search?like=any`);
      expect(search?.status()).toBe(503);
      await page.getByRole("heading", { name: "The library does not answer" }).waitFor();
      await page.getByText("Wait a few seconds, then try again.").waitFor();
      const picture = await page.goto(`${server.url}/picture/any`);
      expect(picture?.status()).toBe(503);
      await page.getByRole("heading", { name: "The library does not answer" }).waitFor();
      await page.goto(server.url);
      await page.getByText("The library does not answer.").waitFor();
      await postgres.restart();
      // The start page asks again by itself.
      await page.getByText("The library is empty.").waitFor();
      await page.goBack();
      await page.getByRole("link", { name: "Try again" }).click();
      await page.getByRole("heading", { name: "An empty frame" }).waitFor();
    });
  });
}
