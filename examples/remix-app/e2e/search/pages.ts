import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
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

  test("pages and the API answer under local names alone", async () => {
    const statusOf = async (path: string, host: string) => {
      const asked = request(`${app.server.url}${path}`, { headers: { host } }).end();
      const [response] = (await once(asked, "response")) as [IncomingMessage];
      response.resume();
      return response.statusCode;
    };
    for (const path of ["/", "/api/images", "/search?text=fish", "/favicon.svg"]) {
      expect(await statusOf(path, "localhost:3000")).toBe(200);
      expect(await statusOf(path, "evil.example")).toBe(421);
    }
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
