import { expect, test } from "vitest";
import { type AppFixture, copiesOf } from "../app-fixture";
import { dropPicture } from "../drop-picture";

/** Pages beside the search. */
export function testPages(app: AppFixture): void {
  test("a picture can be dropped on any page", async () => {
    const { page } = await app.visit("/gallery/nowhere");
    await dropPicture(page, app.folder.pictures[1]!.bytes);
    await copiesOf(page).first().waitFor();
    expect(new URL(page.url()).pathname).toBe("/search");
  });

  test("a picture of the sample gallery has its page, and an unknown one is a 404", async () => {
    const { filename, title } = app.folder.pictures[0]!;
    const { page, errors } = await app.visit(`/gallery/${filename.replace(/\.jpg$/, "")}`);
    await page.getByRole("heading", { name: title }).waitFor();
    await page.getByRole("link", { name: "Search with this one" }).click();
    await copiesOf(page).first().waitFor();
    expect(errors).toEqual([]);
    const missing = await fetch(`${app.server.url}/gallery/nowhere`);
    expect(missing.status).toBe(404);
    expect(await missing.text()).toContain("An empty frame");
    expect((await fetch(`${app.server.url}/picture/nowhere`)).status).toBe(404);
  });
}
