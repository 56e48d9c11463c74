import { expect, test } from "vitest";
import { type AppFixture, fileOf, hydrated, nameOf } from "../app-fixture";
import { fieldOf } from "./asking";

/** The picture stays on the visitor's device. */
export function testPrivateSearch(app: AppFixture): void {
  test("a private search sends no byte of the picture, and its address lasts", async () => {
    const { page, errors } = await app.visit();
    const wanted = app.folder.pictures[6]!;
    await page.getByLabel("Keep my picture on this device").check();
    await page.reload();
    await hydrated(page);
    expect(await page.getByLabel("Keep my picture on this device").isChecked()).toBe(true);
    const sent: { method: string; bytes: number; address: string }[] = [];
    page.on("request", (request) => {
      const bytes = request.postDataBuffer()?.byteLength ?? 0;
      sent.push({ method: request.method(), bytes, address: request.url() });
    });
    await fieldOf(page).setInputFiles(fileOf(wanted));
    await page.waitForURL(/\/search\?vector=mini-2%7E[\w-]{683}$/);
    await nameOf(page, wanted.title).first().waitFor();
    // All that the browser asked for, by any means: reads without a body, of short addresses.
    expect(sent.length).toBeGreaterThan(2);
    expect(sent.filter(({ method, bytes }) => method !== "GET" || bytes > 0)).toEqual([]);
    expect(Math.max(...sent.map(({ address }) => address.length))).toBeLessThan(2_000);
    expect(wanted.bytes.byteLength).toBeGreaterThan(4_000);
    await page.reload();
    await nameOf(page, wanted.title).first().waitFor();
    expect(errors).toEqual([]);
  });
}
