import { readdirSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launchChromium, type PageServer, startPageServer } from "@revimg/testing/browser";
import type { Browser } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { drawScene } from "../pictures/test-pictures.js";
import { noBrowser } from "./testing/browser-wanted.js";
import {
  actions,
  type EmbedderPage,
  openEmbedderPage,
  startEmbedderServer,
} from "./testing/embedder-page.js";

const mini = fileURLToPath(new URL("../../models/mini", import.meta.url));
const revision = "0123456789abcdef0123456789abcdef01234567";

interface Opened {
  key: number;
  device: string;
  readsText: boolean;
  progress: { file: string; receivedBytes: number; totalBytes: number; fromCache: boolean }[];
}

interface Answer {
  vector: number[];
  error?: { code: string; message: string };
}

describe.skipIf(noBrowser)("a model in a browser", () => {
  let browser: Browser;
  let server: PageServer;
  let files: Map<string, Uint8Array | string>;
  let foreign: PageServer;
  let opened: EmbedderPage;
  let act: EmbedderPage["act"];

  beforeAll(async () => {
    const scene = await drawScene(3);
    const own = new Map<string, Uint8Array | string>([
      ["/a.png", scene],
      ["/b.png", await drawScene(4)],
      ["/turned.jpg", await sharp(scene).withMetadata({ orientation: 8 }).jpeg().toBuffer()],
      ["/notes.png", Buffer.from("no picture at all")],
    ]);
    for (const name of readdirSync(mini)) {
      own.set(`/mini/${name}`, join(mini, name));
      own.set(`/team/mini/resolve/${revision}/${name}`, join(mini, name));
    }
    ({ server, files } = await startEmbedderServer(own));
    foreign = await startPageServer({ files: own });
    browser = await launchChromium();
  });

  async function openPage() {
    await opened?.page.context().close();
    opened = await openEmbedderPage(browser, server.url);
    act = opened.act;
  }

  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
    await foreign?.[Symbol.asyncDispose]();
  });

  const open = (options: object = {}) =>
    act<Opened>("open", { manifest: "/mini/manifest.json", ...options });

  /** How often the model itself was asked for during some work. */
  async function modelRequests(work: () => Promise<unknown>): Promise<number> {
    const before = server.requests.length;
    await work();
    return server.requests.slice(before).filter((path) => path.endsWith("/model.onnx")).length;
  }

  /** Serves something else in place of a file meanwhile. */
  async function replaced<T>(path: string, bytes: Uint8Array | null, work: () => Promise<T>) {
    const original = files.get(path)!;
    if (bytes) files.set(path, bytes);
    else files.delete(path);
    try {
      return await work();
    } finally {
      files.set(path, original);
    }
  }

  async function reload() {
    act = await actions(opened.page, server.url);
  }

  describe("with a page and storage of its own for each test", () => {
    beforeEach(openPage);

    test("tells how far the download is, and keeps the model for the next time", async () => {
      let first!: Opened;
      expect(
        await modelRequests(async () => {
          first = await open();
        }),
      ).toBe(1);
      const steps = first.progress.filter(({ file }) => file === "model.onnx");
      const { size } = await stat(join(mini, "model.onnx"));
      expect(steps.at(-1)).toMatchObject({
        receivedBytes: size,
        totalBytes: size,
        fromCache: false,
      });
      const received = steps.map(({ receivedBytes }) => receivedBytes);
      expect(received).toEqual([...received].sort((a, b) => a - b));
      expect(received.length).toBeGreaterThan(2);
      expect(await act("cacheNames")).toEqual([expect.stringMatching(/^revimg-model:mini-2:/)]);

      await reload();
      expect(
        await modelRequests(async () => {
          const second = await open();
          expect(second.progress.every(({ fromCache }) => fromCache)).toBe(true);
          const [answer] = await act<Answer[]>("embed", second.key, ["/a.png"]);
          expect(answer!.vector.length).toBe(512);
        }),
      ).toBe(0);
    });

    test("throws a spoilt copy away and fetches it again", async () => {
      await open();
      expect(await act("spoilCache")).toBe(2);
      await reload();
      expect(await modelRequests(() => open())).toBe(1);
      await reload();
      expect(await modelRequests(() => open())).toBe(0);
    });

    test("keeps nothing where it shall not", async () => {
      expect(await modelRequests(() => open({ cache: false }))).toBe(1);
      expect(await act("cacheNames")).toEqual([]);
    });

    test("works where the browser's storage is full", async () => {
      const session = await opened.page.context().newCDPSession(opened.page);
      const quota = { origin: server.url, quotaSize: 100_000 };
      await session.send("Storage.overrideQuotaForOrigin", quota);
      const { key } = await open();
      const [answer] = await act<Answer[]>("embed", key, ["/a.png"]);
      expect(answer!.vector.length).toBe(512);
      await reload();
      expect(await modelRequests(() => open())).toBe(1);
    });

    test("removes an older revision of the model from the storage", async () => {
      const manifest = JSON.parse(await readFile(join(mini, "manifest.json"), "utf8"));
      const options = (commit: string) => ({
        manifest: { ...manifest, source: { repository: "team/mini", revision: commit } },
        filesBase: "/mini",
      });
      await open(options("a".repeat(40)));
      await open(options("b".repeat(40)));
      expect(await act("cacheNames")).toEqual([`revimg-model:mini-2:${"b".repeat(40)}`]);
    });

    test("fetches the files of a repository from the hub's mirror", async () => {
      const manifest = JSON.parse(await readFile(join(mini, "manifest.json"), "utf8"));
      manifest.source = { repository: "team/mini", revision };
      const before = server.requests.length;
      await open({ manifest, endpoint: `${server.url}/` });
      expect(server.requests.slice(before)).toContain(`/team/mini/resolve/${revision}/model.onnx`);
    });

    test("refuses a file that is not the one the manifest names, and keeps nothing of it", async () => {
      const wrong = await readFile(join(mini, "model.onnx"));
      wrong[5_000_000]! ^= 1;
      const asked = await modelRequests(() =>
        replaced("/mini/model.onnx", wrong, () =>
          expect(open()).rejects.toMatchObject({
            code: "model_corrupt",
            message: expect.stringContaining("model.onnx"),
          }),
        ),
      );
      expect(asked).toBe(2);
      await open();
    });

    test.each([
      ["longer", Buffer.alloc(20_000_000)],
      ["shorter", Buffer.alloc(1000)],
    ])("refuses a file that is %s", async (_, bytes) => {
      await replaced("/mini/model.onnx", bytes, () =>
        expect(open()).rejects.toMatchObject({ code: "model_corrupt" }),
      );
    });

    test("tells a missing file from a wrong manifest", async () => {
      await replaced("/mini/model.onnx", null, () =>
        expect(open()).rejects.toMatchObject({
          code: "model_unavailable",
          retryable: false,
          message: expect.stringContaining("status 404"),
        }),
      );
      await expect(open({ manifest: "/none.json?secret=1" })).rejects.toMatchObject({
        code: "model_unavailable",
        message: expect.not.stringContaining("secret"),
      });
      await expect(open({ manifest: "/notes.png" })).rejects.toMatchObject({
        code: "invalid_config",
      });
      await expect(open({ manifest: { format: 3 } })).rejects.toMatchObject({
        code: "invalid_config",
        message: expect.stringContaining("format"),
      });
      const manifest = JSON.parse(await readFile(join(mini, "manifest.json"), "utf8"));
      await expect(open({ manifest })).rejects.toMatchObject({ code: "invalid_config" });
      await expect(open({ dtype: "int8" })).rejects.toMatchObject({ code: "invalid_config" });
      await expect(open({ threads: 0 })).rejects.toMatchObject({ code: "invalid_config" });
      const newer = { ...manifest, preprocessing: 99 };
      await expect(open({ manifest: newer, filesBase: "/mini" })).rejects.toMatchObject({
        code: "model_corrupt",
      });
    });

    test("tells when a server does not let the page read the model", async () => {
      await expect(open({ filesBase: `${foreign.url}/mini/` })).rejects.toMatchObject({
        code: "model_unavailable",
        retryable: true,
        message: expect.stringContaining("CORS"),
      });
    });

    test("tells when WebGPU is asked for and not there", async () => {
      await expect(open({ device: "webgpu" })).rejects.toMatchObject({ code: "unsupported" });
    });

    test("tells when ONNX Runtime's files are not where they should be", async () => {
      const wasmPaths = `${server.url}/nowhere/`;
      await expect(open({ wasmPaths })).rejects.toMatchObject({ code: "dependency_load_failed" });
      await open({ wasmPaths: `${server.url}/bundle/` });
    });

    test("stops loading when it is told to", async () => {
      const options = { manifest: "/mini/manifest.json" };
      await expect(act("openAndAbort", options)).rejects.toMatchObject({ message: "Enough." });
    });

    test("rejects everything with disposed when it is closed", async () => {
      const { key } = await open();
      expect(await act("close", key, "/a.png")).toEqual(Array(13).fill("disposed"));
    });
  });

  // To load a model is dear. None of these changes the one that it uses.
  describe("loaded once", () => {
    let model: Opened;
    beforeAll(async () => {
      await openPage();
      model = await open();
    });

    test("takes every form of a picture, and gives each the same vector", async () => {
      const vectors: number[][] = [];
      for (const form of ["blob", "bitmap", "image", "canvas", "offscreen", "pixels"]) {
        const [answer] = await act<Answer[]>("embed", model.key, ["/a.png"], form);
        expect(answer, form).not.toHaveProperty("error");
        vectors.push(answer!.vector);
      }
      for (const vector of vectors) expect(vector).toEqual(vectors[0]);
      const [file] = await act<Answer[]>("embed", model.key, ["/turned.jpg"]);
      const [image] = await act<Answer[]>("embed", model.key, ["/turned.jpg"], "image");
      expect(image!.vector).toEqual(file!.vector);
    });

    test("copies a canvas before the call returns", async () => {
      const [expected] = await act<Answer[]>("embed", model.key, ["/a.png"]);
      expect((await act<Answer>("embedCanvasThenPaint", model.key, "/a.png")).vector).toEqual(
        expected!.vector,
      );
    });

    test("answers twenty calls at once, each with its own vector, and a bad one spoils no other", async () => {
      const [[a], [b]] = [
        await act<Answer[]>("embed", model.key, ["/a.png"]),
        await act<Answer[]>("embed", model.key, ["/b.png"]),
      ];
      const urls = Array.from({ length: 20 }, (_, index) =>
        index === 5 ? "/notes.png" : index % 2 === 0 ? "/a.png" : "/b.png",
      );
      const answers = await act<Answer[]>("embed", model.key, urls);
      for (const [index, { vector, error }] of answers.entries()) {
        if (index === 5) expect(error!.code).toBe("image_decode_failed");
        else expect(cosine(vector, (index % 2 === 0 ? a : b)!.vector)).toBeGreaterThan(0.999999);
      }
    });

    test.each([
      ["image_decode_failed", "", /empty/],
      ["image_decode_failed", "just text", /can't decode/],
      ["unsupported", '<svg xmlns="http://www.w3.org/2000/svg"/>', /SVG/],
      ["unsupported", "II*\0 and so on", /TIFF/],
      ["unsupported", "\0\0\0\x18ftypheic\0\0\0\0mif1heic", /HEIC/],
    ])("tells what is wrong with a file: %s for %j", async (code, text, message) => {
      const bytes = [...Buffer.from(text, "latin1")];
      await expect(act("embedBytes", model.key, bytes, "image/jpeg")).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message),
      });
    });

    test("tells what is no picture, and what another site keeps to itself", async () => {
      await expect(act("embedThing", model.key, { width: 3 })).rejects.toMatchObject({
        code: "invalid_input",
      });
      const page = await openEmbedderPage(browser, await plainPage());
      const other = await page.act<Opened>("open", { manifest: "/mini/manifest.json" });
      const url = `${foreign.url}/a.png`;
      await expect(page.act("embedForeign", other.key, url)).rejects.toMatchObject({
        code: "unsupported",
        message: expect.stringContaining("another site"),
      });
      await page.page.context().close();
    });

    test("refuses what is too much, and serves the rest", async () => {
      const ends = await act<({ code: string; details: { retryAfterMs: number } } | null)[]>(
        "flood",
        model.key,
        "/a.png",
        300,
      );
      const refused = ends.filter((end) => end !== null);
      expect(refused.length).toBe(300 - 256);
      for (const end of refused) {
        expect(end.code).toBe("overloaded");
        expect(end.details.retryAfterMs).toBeGreaterThan(0);
      }
    });

    test("drops what is aborted, and nothing else", async () => {
      const ends = await act<(string | null)[]>("abortLast", model.key, "/a.png");
      expect(ends).toEqual([...Array(11).fill(null), "Changed my mind."]);
    });

    test("reads the words of mini's labels, and refuses others", async () => {
      expect(model.readsText).toBe(true);
      const [cat, cats] = await act<number[][]>("embedTexts", model.key, ["a cat", "cats"]);
      expect(cosine(cat!, cats!)).toBeCloseTo(1, 6);
      await expect(act("embedTexts", model.key, ["a zeppelin"])).rejects.toMatchObject({
        code: "unsupported",
      });
    });
  });

  /** A page without isolation, which may show pictures of other sites. */
  async function plainPage(): Promise<string> {
    plain ??= await startPageServer({ files, crossOriginIsolated: false });
    return plain.url;
  }
  let plain: PageServer | undefined;
  afterAll(() => plain?.[Symbol.asyncDispose]());
});

function cosine(a: number[], b: number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}
