import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { chromiumMissing, launchChromium, startPageServer } from "@revimg/testing/browser";
import { clipModelFolder } from "@revimg/testing/clip-model";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type ExampleServer, startExampleServer } from "./example-server.mjs";

const required = process.env.REVIMG_REQUIRE_SERVICES === "1";
const skipped = chromiumMissing !== null && !required;
if (skipped) console.warn(`The browser tests are skipped: ${chromiumMissing}.`);

/** A request that the page or its workers made. */
interface Sent {
  method: string;
  url: URL;
  body: Buffer | null;
}

/** What a page shows follows an event a little later. */
async function counts(locator: Locator, wanted: number): Promise<void> {
  await expect.poll(() => locator.count(), { timeout: 60_000 }).toBe(wanted);
}

describe.skipIf(skipped)("searching from a page", () => {
  let server: ExampleServer;
  let browser: Browser;
  let context: BrowserContext | undefined;

  beforeAll(async () => {
    server = await startExampleServer();
    browser = await launchChromium();
  });

  afterEach(async () => {
    await context?.close();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.remove();
  });

  async function visit(url = server.url) {
    context = await browser.newContext();
    const sent: Sent[] = [];
    context.on("request", (request) => {
      const url = new URL(request.url());
      // What the page itself holds is asked of nobody.
      if (url.protocol === "blob:") return;
      sent.push({ method: request.method(), url, body: request.postDataBuffer() });
    });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    page.setDefaultTimeout(60_000);
    // From the first moment: Chromium must know that nobody sees its dialogs.
    page.on("filechooser", () => {});
    await page.goto(url);
    return { page, sent, problems };
  }

  const loaded = (page: Page) => page.locator("#device", { hasText: "WebAssembly" }).waitFor();
  const choose = (page: Page, name: string) =>
    page.setInputFiles("#file", join(server.folder, name));
  const cards = (page: Page) => page.locator(".card");

  test("a chosen picture finds itself first, and nothing but its vector is sent", async () => {
    const { page, sent, problems } = await visit();
    await loaded(page);
    const [wanted = ""] = server.names.slice(7);
    const before = sent.length;
    await choose(page, wanted);
    await cards(page).first().waitFor();
    const [, first] = (await cards(page).first().locator(".frame").getAttribute("href"))!.split(
      "/api/image/",
    );
    const found = await fetch(`${server.url}/api/image/${first}`);
    const bytes = await readFile(join(server.folder, wanted));
    expect(Buffer.compare(Buffer.from(await found.arrayBuffer()), bytes)).toBe(0);
    expect(Number(await cards(page).first().locator(".figure").textContent())).toBe(1);

    const posts = sent.filter(({ method }) => method !== "GET");
    expect(posts.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `POST ${server.url}/api/search`,
    ]);
    const body = JSON.parse(posts[0]!.body!.toString("utf8"));
    expect(Object.keys(body).sort()).toEqual(["limit", "model", "vector"]);
    expect(body.vector).toHaveLength(512);
    expect(body.vector.every(Number.isFinite)).toBe(true);
    // Addresses could carry something out as well.
    for (const { url } of sent.slice(before)) {
      expect(url.href.slice(server.url.length)).toMatch(
        /^\/(?:assets\/ort[\w.-]+|api\/(?:search|health|image\/[\w-]+\?variant=thumbnail))$/,
      );
    }
    expect(problems).toEqual([]);
  });

  test("shows what was sent, keywords and similarities", async () => {
    const { page } = await visit();
    await choose(page, server.names[3]!);
    await cards(page).first().waitFor();
    await counts(cards(page), 24);
    const figures = (await cards(page).locator(".figure").allTextContents()).map(Number);
    expect(figures).toEqual([...figures].sort((a, b) => b - a));
    await page.getByText("What was sent").click();
    await page.getByText("512 numbers.").waitFor();
    expect(await page.locator("#sent-body").textContent()).toContain('"model": "mini-2"');
  });

  test("the second visit takes the model from the browser's storage", async () => {
    const { page, sent } = await visit();
    await loaded(page);
    expect(sent.filter(({ url }) => url.pathname.endsWith(".onnx"))).toHaveLength(1);
    await page.reload();
    await loaded(page);
    await choose(page, server.names[0]!);
    await cards(page).first().waitFor();
    expect(sent.filter(({ url }) => url.pathname.endsWith(".onnx"))).toHaveLength(1);
  });

  test("the page is isolated, so that threads may be used", async () => {
    const { page } = await visit();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  });

  test("the page may not send anything to another place", async () => {
    const { page } = await visit();
    await using elsewhere = await startPageServer({ files: new Map() });
    const send = (url: string) =>
      fetch(url, { method: "POST", body: "picture", mode: "no-cors" }).then(
        () => "sent",
        () => "refused",
      );
    const answer = await page.evaluate(send, elsewhere.url);
    expect(answer).toBe("refused");
    expect(elsewhere.requests).toEqual([]);
  });

  test("what is no picture is told, and the next picture works", async () => {
    const { page } = await visit();
    await page.setInputFiles("#file", {
      name: "notes.png",
      mimeType: "image/png",
      buffer: Buffer.from("no picture"),
    });
    await page.getByRole("alert").getByText("can't decode").waitFor();
    await choose(page, server.names[1]!);
    await cards(page).first().waitFor();
    await counts(page.getByRole("alert"), 0);
  });

  test("a pasted picture is searched, and Escape starts over", async () => {
    const { page } = await visit();
    const bytes = [...(await readFile(join(server.folder, server.names[2]!)))];
    await page.evaluate((content) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([new Uint8Array(content)], "pasted.jpg"));
      document.dispatchEvent(new ClipboardEvent("paste", { clipboardData }));
    }, bytes);
    await cards(page).first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("The model comes to you.").waitFor();
    await counts(cards(page), 0);
  });

  test("O opens the file chooser", async () => {
    const { page } = await visit();
    const chooser = page.waitForEvent("filechooser");
    await page.keyboard.press("o");
    await (await chooser).setFiles(join(server.folder, server.names[4]!));
    await cards(page).first().waitFor();
  });

  test("an index of another model is refused, and the page says why", async () => {
    const clip = await clipModelFolder({ size: "tiny" });
    const other = await startExampleServer({ count: 3, model: join(clip, "manifest.json") });
    try {
      const { page } = await visit(other.url);
      const answered = page.waitForResponse((response) => response.url().endsWith("/api/search"));
      await page.setInputFiles("#file", join(other.folder, other.names[0]!));
      const response = await answered;
      expect(response.status()).toBe(409);
      expect(await response.json()).toMatchObject({ code: "index_mismatch" });
      const alert = page.getByRole("alert");
      await alert.waitFor();
      expect(await alert.textContent()).toContain("can't be compared");
      expect(await alert.textContent()).toContain("clip-tiny");
    } finally {
      await other.remove();
    }
  });
});
