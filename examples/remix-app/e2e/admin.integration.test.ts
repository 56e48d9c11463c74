import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { brokenFile, type FileToSend, filesToSend } from "./admin-pictures";
import { hydrated, overflowOf } from "./app-fixture";
import { type AppServer, startAppServer } from "./app-server.mjs";
import { chromiumMissing, launchChromium } from "./chromium.mjs";
import { faultsOf } from "./faults-of";
import { makeMovedIndex } from "./moved-index.mjs";
import { makePictureFolder, type PictureFolder } from "./picture-folder";

const required = process.env.REVIMG_REQUIRE_SERVICES === "1";
const skipped = chromiumMissing !== null && !required;
if (skipped) console.warn(`The admin's browser tests are skipped: ${chromiumMissing}.`);

const inFolder = 6;
const pages = [
  ...[
    "/admin",
    "/admin/pictures",
    "/admin/pictures/selected",
    "/admin/add",
    "/admin/failures",
    "/admin/duplicates",
  ],
  ...["/admin/jobs", "/admin/keys", "/admin/maintenance", "/admin/configuration"],
];

describe.skipIf(skipped)("the admin's pages in a browser", () => {
  let folder: PictureFolder;
  let dataDirectory: string;
  let server: AppServer;
  let browser: Browser;
  let link: string;
  /** Made in the page, after a login by the link of the terminal. */
  let key: string;
  const open: Page[] = [];

  beforeAll(async () => {
    folder = await makePictureFolder(inFolder);
    dataDirectory = await mkdtemp(join(tmpdir(), "revimg-admin-"));
    await makeMovedIndex(dataDirectory);
    server = await startAppServer([folder.path], { REVIMG_DATA: dataDirectory });
    browser = await launchChromium();
    await server.printed("could not be indexed");
    link = /\S+\/admin\/link\/\S+/.exec(server.output())?.[0] ?? "";
    // Scripts are tried later; here the plain forms are.
    const page = await visit(link, { javaScriptEnabled: false });
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByText("There is no key for an admin yet").waitFor();
    await page.getByRole("link", { name: "Make a key" }).click();
    key = await makeKey(page, "Ada");
  });

  afterEach(async () => {
    for (const page of open.splice(0)) await page.context().close();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.remove();
    await folder?.remove();
    await rm(dataDirectory, { recursive: true, force: true });
  });

  async function visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    open.push(page);
    page.setDefaultTimeout(60_000);
    await page.goto(path.startsWith("/") ? server.url + path : path);
    return page;
  }

  /** A page of the admin after a login, which leads there. */
  async function enter(path: string, options: BrowserContextOptions = {}, text = key) {
    const page = await visit(path, options);
    await page.getByLabel("Admin key").fill(text);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.waitForURL(server.url + path);
    if (options.javaScriptEnabled !== false) await hydrated(page);
    return page;
  }

  async function makeKey(page: Page, label: string): Promise<string> {
    await page.getByLabel("Name").fill(label);
    await page.getByLabel("everything, with these pages and keys").check();
    await page.getByRole("button", { name: "Make the key" }).click();
    return (await page.getByTestId("key").textContent()) ?? "";
  }

  const ask = (path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${key}`, ...init.headers };
    return fetch(`${server.url}/api${path}`, { ...init, headers });
  };
  const cookieOf = async (page: Page) =>
    (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");

  test("the link of the terminal works once, and then says what to do", async () => {
    const page = await visit(link);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("heading", { name: "The link does not work any more" }).waitFor();
    await page.getByRole("link", { name: "Log in with a key" }).click();
    await page.getByLabel("Admin key").fill("revimg_wrong");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("alert").getByText("unknown, revoked or expired").waitFor();
  });

  test("without a login every page leads to it, and no data is told", async () => {
    for (const path of pages) {
      const response = await fetch(server.url + path, { redirect: "manual" });
      expect(response.headers.get("location"), path).toMatch(/^\/admin\/login(\?|$)/);
      expect(response.headers.get("cache-control")).toBe("no-store");
      const data = await fetch(`${server.url}${path}.data`, { redirect: "manual" });
      expect(await data.text(), path).not.toContain(folder.pictures[0]!.title);
    }
    expect((await fetch(`${server.url}/admin/api/keys`)).status).toBe(401);
  });

  test("a login leads to where one wanted to go; logging out ends it for good", async () => {
    const page = await enter("/admin/configuration");
    await page.getByText("REVIMG_DATA").waitFor();
    const cookie = await cookieOf(page);
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByRole("heading", { name: "Log in as an admin" }).waitFor();
    const response = await fetch(`${server.url}/admin/api/keys`, { headers: { cookie } });
    expect(response.status).toBe(401);
  });

  test("what another site asks for is not done", async () => {
    const page = await enter("/admin/keys");
    const cookie = await cookieOf(page);
    const body = new URLSearchParams({ intent: "add", label: "forged", scope: "admin" });
    for (const path of ["/admin/keys", "/admin/keys.data", "/admin/logout", "/admin/api/backups"]) {
      const headers = { cookie, origin: "https://evil.example" };
      const response = await fetch(server.url + path, { method: "POST", headers, body });
      expect(response.status, path).toBe(403);
    }
    const response = await ask("/keys");
    expect(await response.text()).not.toContain("forged");
    // Nobody was logged out.
    await page.reload();
    await page.getByRole("heading", { name: "Keys" }).waitFor();
  });

  test("fifty files are added, and the one that is no picture says why", async () => {
    const page = await enter("/admin/add");
    const files = await filesToSend(20, 49);
    await page.getByText("Say something of all of them").click();
    await page.getByLabel("Tags of all").fill("sent");
    await page.locator("input[name=image]").setInputFiles([...files, brokenFile]);
    await page.locator("[data-testid=upload][data-phase=finished]").waitFor();
    await page.getByText("Done: 50 of 50 (49 new, 1 failed)").waitFor();
    const reasons = page.getByRole("list", { name: "Not added" });
    await reasons.getByText("notes.jpg").waitFor();
    await reasons.getByText("This is not a picture").waitFor();
    const { images } = await (await ask('/images?limit=100&filter={"tags":"sent"}')).json();
    expect(images).toHaveLength(49);
  });

  test("a picture is corrected, several are tagged, one and several are removed", async () => {
    const page = await enter("/admin/pictures?tag=&domain=archive.example&sort=name");
    await page.getByTestId("picture").first().getByRole("link").click();
    await page.getByLabel("Title", { exact: true }).fill("The corrected one");
    await page.getByLabel("Your tags").fill("mended, Blue");
    await page.getByLabel("Attributes").fill("{ price: 5 }");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("alert").getByText("an object of JSON").waitFor();
    await page.getByLabel("Attributes").fill('{ "price": 5 }');
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("status").getByText("Saved").waitFor();
    const found = await (await ask('/images?filter={"attributes":{"price":5}}')).json();
    expect(found.images).toMatchObject([{ title: "The corrected one" }]);
    expect(found.images[0].tags).toContainEqual({ tag: "blue", confidence: 1, origin: "user" });

    await page.getByText("Remove this picture").click();
    await page.getByRole("button", { name: "Remove it for good" }).click();
    await page.getByText("1 picture was removed.").waitFor();
    expect((await ask(`/images/${found.images[0].id}`)).status).toBe(404);

    await page.goto(`${server.url}/admin/pictures?domain=archive.example`);
    await hydrated(page);
    const boxes = page.getByRole("checkbox");
    expect(await page.getByRole("button", { name: "Change the chosen ones" }).count()).toBe(0);
    for (const place of [0, 1]) await boxes.nth(place).check();
    await page.getByRole("button", { name: "Change the chosen ones" }).click();
    await page.getByRole("heading", { name: "Change 2 pictures" }).waitFor();
    await page.getByLabel("Add tags").fill("both");
    await page.getByRole("button", { name: "Change their tags" }).click();
    await page.getByText("2 pictures were changed.").waitFor();
    await page.getByText("Remove 2 pictures").first().click();
    await page.getByRole("button", { name: "Remove 2 pictures for good" }).click();
    await page.getByText("2 pictures were removed.").waitFor();
    expect((await (await ask('/images?filter={"tags":"both"}')).json()).images).toEqual([]);
  });

  test("failures are tried again in a job that is followed, and forgotten", async () => {
    const page = await enter("/admin/failures");
    const failure = page.getByTestId("failure").filter({ hasText: "broken.jpg" });
    await failure.getByText("This is not a picture").waitFor();
    await page.getByRole("button", { name: "Try all again" }).click();
    await page.locator("[data-testid=job][data-status=finished]").waitFor();
    await page.getByText("broken.jpg").waitFor();
    await page.goto(`${server.url}/admin/failures`);
    await hydrated(page);
    await failure.getByRole("checkbox").check();
    await page.getByRole("button", { name: "Forget the chosen ones" }).click();
    await page.getByText("1 failure was forgotten.").waitFor();
    // The list follows the answer a little later.
    await failure.waitFor({ state: "detached" });
  });

  test("copies are shown with a suggestion; one is kept, and others are told apart", async () => {
    const [{ buffer, name }] = (await filesToSend(90, 1)) as [FileToSend];
    const smaller = await sharp(buffer).resize({ width: 300 }).jpeg().toBuffer();
    const send = async (bytes: Uint8Array<ArrayBuffer>, filename: string) => {
      const body = new FormData();
      body.set("image", new Blob([bytes]), filename);
      expect((await ask("/images", { method: "POST", body })).ok).toBe(true);
    };
    await send(new Uint8Array(buffer), name);
    await send(new Uint8Array(smaller), "smaller.jpg");
    const page = await enter("/admin/duplicates");
    const group = page.getByTestId("group").filter({ hasText: "smaller.jpg" });
    await group.getByText("The same, in another size or quality").waitFor();
    expect(await group.getByRole("radio", { name: `Keep ${name}` }).isChecked()).toBe(true);
    await group.getByText("Keep the chosen one only").click();
    await group.getByRole("button", { name: "Remove the others" }).click();
    await page.getByText("1 copy was removed.").waitFor();
    await group.waitFor({ state: "detached" });

    await send(new Uint8Array(smaller), "smaller.jpg");
    await page.reload();
    await hydrated(page);
    await group.getByRole("button", { name: "They are different" }).click();
    await page.getByText("They are remembered as different").waitFor();
    await group.waitFor({ state: "detached" });
    await page.getByLabel("Only across folders").check();
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByText("No copies fit these choices. Untick some").waitFor();
  });

  test("a session whose key is revoked says so, and leads back after another login", async () => {
    const page = await enter("/admin/keys");
    await hydrated(page);
    const second = await makeKey(page, "Second");
    const other = await enter("/admin/jobs", {}, second);
    const record = page.getByTestId("key-record").filter({ hasText: "Second" });
    await record.getByText("Revoke Second").click();
    await record.getByRole("button", { name: "Revoke it for good" }).click();
    await page.getByText("The key is revoked.").waitFor();
    await other.getByRole("link", { name: "Configuration" }).click();
    await other.getByRole("heading", { name: "Your session has ended" }).waitFor();
    await other.getByLabel("Admin key").fill(key);
    await other.getByRole("button", { name: "Log in" }).click();
    await other.getByRole("heading", { name: "Configuration" }).waitFor();
  });

  test("a key opens other collections, and a name that none can have is refused", async () => {
    const page = await enter("/admin/keys");
    await page.getByLabel("Name").fill("Shop");
    await page.getByLabel("Other collections instead").fill("shop, The Blog");
    await page.getByRole("button", { name: "Make the key" }).click();
    await page.getByRole("alert").getByText("collections").waitFor();
    await page.getByLabel("Other collections instead").fill("shop, blog");
    await page.getByRole("button", { name: "Make the key" }).click();
    await page.getByTestId("key").waitFor();
    const record = page.getByTestId("key-record").filter({ hasText: "Shop" });
    expect(await record.textContent()).toContain("read in shop, blog; made");
    const { keys } = await (await ask("/keys")).json();
    expect(keys.at(-1)).toMatchObject({ label: "Shop", collections: ["shop", "blog"] });
  });

  test("without scripts a move is given up, and the vectors of the model before are removed", async () => {
    const page = await enter("/admin/maintenance", { javaScriptEnabled: false });
    const model = page.locator("section", { hasText: "The index works with" });
    await model.getByText("A move to clip-tiny").waitFor();
    await model.getByText("Vectors of 1 earlier model are kept: clip-tiny").waitFor();
    await model.getByText("Give up the move").click();
    await model.getByRole("button", { name: "Give it up" }).click();
    await page.getByRole("status").getByText("The move is given up.").waitFor();
    expect(await model.getByText("A move to clip-tiny").count()).toBe(0);
    await model.getByText("Remove the old vectors").click();
    await model.getByRole("button", { name: "Remove them for good" }).click();
    await page.getByRole("status").getByText("The old vectors are removed.").waitFor();
    expect(await model.getByText("earlier model").count()).toBe(0);
    expect(await (await ask("/vectors")).json()).toEqual({ previous: [], unfinished: null });
  });

  test("without scripts one logs in, adds, corrects and removes", async () => {
    const page = await enter("/admin/add", { javaScriptEnabled: false });
    await page.locator("input[name=image]").setInputFiles(await filesToSend(100, 1));
    await page.getByRole("button", { name: "Add them" }).click();
    await page.getByText("The picture was added.").waitFor();
    await page.getByRole("link", { name: "Pictures", exact: true }).click();
    await page.getByTestId("picture").first().getByRole("link").click();
    await page.getByLabel("Title", { exact: true }).fill("Plain");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    await page.getByText("Remove this picture").click();
    await page.getByRole("button", { name: "Remove it for good" }).click();
    await page.getByText("1 picture was removed.").waitFor();
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByRole("heading", { name: "Log in as an admin" }).waitFor();
  });

  // A scheme that changes on an open page would be measured half way.
  test.each(["light", "dark"] as const)(
    "every page fits a phone, and nothing of it keeps anybody out, in %s",
    async (colorScheme) => {
      const viewport = { width: 360, height: 760 };
      const page = await enter("/admin/pictures", { viewport, colorScheme });
      const first = page.getByTestId("picture").first().getByRole("link");
      const picture = (await first.getAttribute("href")) ?? "";
      for (const path of [...pages, picture, "/admin/pictures/nobody"]) {
        await page.goto(server.url + path);
        expect(await overflowOf(page), path).toBe(0);
        expect(await faultsOf(page), path).toEqual([]);
      }
    },
  );

  test("the keyboard alone corrects a picture, and the focus is at the answer", async () => {
    const page = await enter("/admin/pictures");
    await page.getByTestId("picture").first().getByRole("link").focus();
    await page.keyboard.press("Enter");
    const title = page.getByLabel("Title", { exact: true });
    await title.waitFor();
    await title.focus();
    await page.keyboard.type("By keyboard");
    await page.keyboard.press("Enter");
    await page.getByRole("status").getByText("Saved").waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain("Saved");
  });

  // The last one: nobody can log in from this address for five minutes.
  test("who tries too often is told how long to wait, by the link and by a key", async () => {
    const page = await visit("/admin/login");
    const heading = page.getByRole("heading", { name: "There were too many tries" });
    for (let tries = 0; tries < 10; tries++) {
      await page.request.post(`${server.url}/admin/link/wrong`, {
        headers: { origin: server.url },
      });
    }
    await page.getByLabel("Admin key").fill(key);
    await page.getByRole("button", { name: "Log in" }).click();
    await page
      .getByRole("alert")
      .getByText(/Wait \d minutes, then try again/)
      .waitFor();
    await page.goto(`${server.url}/admin/link/wrong`);
    await page.getByRole("button", { name: "Log in" }).click();
    await heading.waitFor();
    await page
      .getByRole("alert")
      .getByText(/Wait \d minutes, then open the link/)
      .waitFor();
  });
});
