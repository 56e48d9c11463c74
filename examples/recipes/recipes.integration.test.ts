import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SearchResponse } from "@revimg/http/client";
import { chromiumMissing, launchChromium } from "@revimg/testing/browser";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { drawPhotoFolder, type PhotoFolder } from "./testing/photo-folder.js";
import { runRecipe, startRecipe } from "./testing/run-recipe.js";
import { showPictureSearch } from "./testing/show-picture-search.js";

// The programs run one after another over one index, as each of them holds it alone.
let folder: PhotoFolder;
let program: { directory: string; words: string[] };
let printedByQuickstart: string;

beforeAll(async () => {
  folder = await drawPhotoFolder();
  program = { directory: folder.directory, words: [folder.photos, folder.query] };
  printedByQuickstart = await runRecipe("quickstart.mjs", program);
});
afterAll(() => folder?.[Symbol.asyncDispose]());

async function searchForm(): Promise<FormData> {
  const form = new FormData();
  form.set("image", new Blob([new Uint8Array(await readFile(folder.query))]), "query.jpg");
  return form;
}

async function expectMatch(answer: Response): Promise<void> {
  expect(answer.status).toBe(200);
  const { similar_images } = (await answer.json()) as SearchResponse;
  expect(similar_images[0]).toMatchObject({ filename: "1.jpg", tier: "edited" });
}

test("quickstart: the picture that the query was cut from is the first match", () => {
  expect(printedByQuickstart.split("\n")[1]).toMatch(/^\d\.\d{3} edited 1\.jpg$/);
});

test("find-duplicates: the larger of two copies is to be kept", async () => {
  const printed = await runRecipe("find-duplicates.mjs", program);
  expect(printed).toContain(`keep ${join(folder.photos, "0.jpg")}`);
  expect(printed).toMatch(/^ {2}\w+ small\.jpg/m);
});

async function expectMounted({ url }: { url: URL }): Promise<void> {
  expect(await (await fetch(new URL("/", url))).text()).toBe("A page of yours");
  const search = new URL("/pictures/search", url);
  await expectMatch(await fetch(search, { method: "POST", body: await searchForm() }));
}

test("fastify-mount: searches, and ends in order", async () => {
  const server = await startRecipe("fastify-mount.mjs", program);
  await expectMounted(server).finally(async () => expect(await server.stop()).toBe(0));
});

test("next-route: the exported handlers answer as Next.js calls them", async () => {
  // Those of the test run are no settings.
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("REVIMG_")) vi.stubEnv(name, undefined);
  }
  vi.stubEnv("REVIMG_DATA", join(folder.directory, "revimg-data"));
  const route = await import("./next-route.js");
  try {
    const url = "http://localhost:3000/pictures/search";
    const body = await searchForm();
    await expectMatch(await route.POST(new Request(url, { method: "POST", body })));
    const lists = await route.GET(new Request("http://localhost:3000/pictures/images"));
    expect(await lists.json()).toMatchObject({ images: expect.objectContaining({ length: 7 }) });
  } finally {
    const kept = globalThis as {
      pictures?: Promise<Record<"handler" | "revimg", { close(): Promise<void> }>>;
    };
    const { handler, revimg } = (await kept.pictures)!;
    await handler.close();
    await revimg.close();
    vi.unstubAllEnvs();
  }
});

describe("express-mount", () => {
  let server: Awaited<ReturnType<typeof startRecipe>>;
  beforeAll(async () => {
    server = await startRecipe("express-mount.mjs", program);
  });
  afterAll(async () => expect(await server.stop()).toBe(0));

  test("searches", () => expectMounted(server));

  test("picture-search: a page shows the matches of a chosen picture, or why there are none", async ({
    skip,
  }) => {
    const isRequired = process.env.REVIMG_REQUIRE_SERVICES === "1";
    if (chromiumMissing && !isRequired) return skip(chromiumMissing);
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await showPictureSearch(page, server.url);
      await page.setInputFiles("input", folder.query);
      const first = page.locator("li").first();
      await first.waitFor();
      expect(await first.textContent()).toContain("1.jpg");
      await page.waitForFunction("document.querySelector('img').naturalWidth > 0");
      const text = { name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") };
      await page.setInputFiles("input", text);
      const alert = page.getByRole("alert");
      await alert.waitFor();
      expect(await alert.textContent()).toContain("not a picture");
    } finally {
      await browser.close();
    }
  });
});
