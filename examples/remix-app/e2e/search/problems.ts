import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type AppFixture, copiesOf } from "../app-fixture";
import { dropPicture } from "../drop-picture";
import { fieldOf } from "./asking";

/** What goes wrong is told, with the next step. */
export function testProblems(app: AppFixture): void {
  test("a search can be cancelled", async () => {
    const { page } = await app.visit();
    await page.route("**/uploads", () => {});
    await dropPicture(page, app.folder.pictures[0]!.bytes);
    await page.getByRole("heading", { name: "Searching" }).waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("heading", { name: "Search with a picture." }).waitFor();
  });

  test("a file that is no picture is told, with the reason", async () => {
    const { page } = await app.visit();
    const file = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("Not one") };
    await fieldOf(page).setInputFiles(file);
    const alert = await page.getByRole("alert").textContent();
    expect(alert).toContain("can't be read as a picture");
    expect(alert).toContain("JPEG");
  });

  test("a picture above the upload limit is told, with the limit", async () => {
    const { page } = await app.visit();
    // From the disk: as bytes it would take its time on the way to the browser.
    const huge = join(app.server.dataDirectory, "huge.jpg");
    await writeFile(huge, Buffer.alloc(30 * 1024 * 1024, 1));
    await fieldOf(page).setInputFiles(huge);
    await page.getByRole("heading", { name: "This picture is too large" }).waitFor();
    expect(await page.getByRole("alert").textContent()).toContain("25 MiB");
  });

  test("a server that does not answer is told, and trying again works", async () => {
    const { page } = await app.visit();
    await page.context().setOffline(true);
    await dropPicture(page, app.folder.pictures[0]!.bytes);
    await page.getByRole("heading", { name: "The server does not answer" }).waitFor();
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "Try again" }).click();
    await copiesOf(page).first().waitFor();
  });
}
