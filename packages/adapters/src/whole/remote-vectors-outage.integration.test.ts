import { join } from "node:path";
import { createRevimg, type VectorStore } from "@revimg/core";
import {
  type ChromaServer,
  type PineconeFault,
  startChroma,
  startPinecone,
  whyNoService,
} from "@revimg/testing/services";
import {
  afterAll,
  beforeAll,
  describe,
  expect,
  onTestFinished,
  type TestContext,
  test,
  vi,
} from "vitest";
import { chroma } from "../chroma.js";
import { pinecone } from "../pinecone.js";
import { drawPictures } from "./testing/draw-pictures.js";
import { callOf, expectWhole, failureOf, indexAll } from "./testing/outage.js";
import { type TemporaryFolder, temporaryFolder } from "./testing/places.js";

const pictures = 60;
/** Of every call here, in milliseconds. */
const timeoutMs = 1_000;
/** Six tries (the policy of core's retries), and the pauses between them; for a machine with much else to do. */
const boundMs = 6 * timeoutMs + 60_000;

let folder: TemporaryFolder;
let photos: string;
let collections = 0;

beforeAll(async () => {
  folder = await temporaryFolder();
  photos = join(folder.path, "photos");
  await drawPictures(photos, pictures);
});

afterAll(() => folder[Symbol.asyncDispose]());

/** An index of its own for each test, with its vectors on a server. */
async function open(
  vectors: () => VectorStore,
  atEnd: (task: () => Promise<void>) => void = onTestFinished,
) {
  const revimg = await createRevimg({
    dataDirectory: join(folder.path, "data"),
    collection: `outage${++collections}`,
    model: "mini",
    vectors,
  });
  atEnd(() => revimg.close());
  return revimg;
}

/** Writes may show a little later. */
const soon = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 100 });

type Index = Awaited<ReturnType<typeof open>>;

/** Every picture is indexed once, whole, found, and none twice. */
async function expectComplete(revimg: Index): Promise<void> {
  await soon(() => expectWhole(revimg, pictures));
  const { matches } = await revimg.search({ image: join(photos, "003.jpg"), limit: 100 });
  expect(new Set(matches.map(({ id }) => id)).size).toBe(pictures);
  expect(matches[0]).toMatchObject({ filename: "003.jpg", tier: "exact" });
}

/** The same call again does what is left, and no more. */
async function expectContinues(revimg: Index): Promise<void> {
  const { count, pending } = await revimg.stats();
  expect(pending).toBeGreaterThan(0);
  expect(await indexAll(revimg, photos)).toEqual({
    added: pictures - count,
    unchanged: count,
    failed: 0,
  });
  await expectComplete(revimg);
}

const searchOf = (revimg: Index) => revimg.search({ image: join(photos, "042.jpg") });

const outage = (adapter: string) => ({ code: "store_failed", retryable: true, adapter });

describe("Chroma", () => {
  const missing = whyNoService("chroma");
  let server: ChromaServer;
  beforeAll(async () => {
    if (missing === null) server = await startChroma();
  });
  afterAll(() => server?.stop());

  const vectors = () => chroma({ url: server.url, timeoutMs });

  test("killed in the middle of an upsert: the run fails, and the same call completes it", async ({
    skip,
  }) => {
    if (missing !== null) return skip(missing);
    const revimg = await open(vectors);
    let killed: Promise<void> | undefined;
    const run = indexAll(revimg, photos, (done) => {
      if (done === 0 || killed) return;
      // It takes the next call, and is killed before it has answered.
      server.signal("SIGSTOP");
      killed = callOf("vectors.upsert").then(() => server.kill());
    });
    expect(await failureOf(run, boundMs)).toMatchObject(outage("chroma"));
    await killed;
    expect(await failureOf(searchOf(revimg), boundMs)).toMatchObject(outage("chroma"));
    await server.restart();
    await expectContinues(revimg);
  });

  test("killed in the middle of a query: no empty answer, and the next one works", async ({
    skip,
  }) => {
    if (missing !== null) return skip(missing);
    const revimg = await open(vectors);
    await indexAll(revimg, photos);
    server.signal("SIGSTOP");
    const killed = callOf("vectors.query").then(() => server.kill());
    expect(await failureOf(searchOf(revimg), boundMs)).toMatchObject(outage("chroma"));
    await killed;
    await server.restart();
    await expectComplete(revimg);
  });

  test("silent in a run and in a search: given up within the timeout, and goes on after", async ({
    skip,
  }) => {
    if (missing !== null) return skip(missing);
    const revimg = await open(vectors);
    let silent = false;
    const run = indexAll(revimg, photos, (done) => {
      if (done === 0 || silent) return;
      silent = true;
      server.signal("SIGSTOP");
    });
    try {
      const expected = {
        ...outage("chroma"),
        message: expect.stringContaining(`within ${timeoutMs} ms`),
      };
      expect(await failureOf(run, boundMs)).toMatchObject(expected);
      expect(await failureOf(searchOf(revimg), boundMs)).toMatchObject(expected);
    } finally {
      server.signal("SIGCONT");
    }
    await expectContinues(revimg);
  });
});

describe("Pinecone's stand-in", () => {
  /** One for each test, as they wait beside each other. */
  async function openOn({ onTestFinished: atEnd }: TestContext) {
    const server = await startPinecone({ visibilityMs: 100 });
    atEnd(() => server.stop());
    const { endpoint, apiKey, index } = server;
    const vectors = () => pinecone({ endpoint, apiKey, index, timeoutMs });
    return { server, revimg: await open(vectors, atEnd) };
  }

  const lasting: [what: string, fault: PineconeFault][] = [
    ["answers 500", { status: 500 }],
    ["cuts the connection before it has done anything", { cut: "before" }],
    ["does what it is asked and cuts the connection", { cut: "after" }],
    ["does not answer in time", { delayMs: 60_000 }],
  ];

  for (const [what, fault] of lasting) {
    test.concurrent(`${what} in a run and in a search: both fail, and go on after`, async (context) => {
      const { server, revimg } = await openOn(context);
      let failing = false;
      const run = indexAll(revimg, photos, (done) => {
        if (done === 0 || failing) return;
        failing = true;
        server.fail({ ...fault, path: "/vectors/upsert", times: 1_000 });
        server.fail({ ...fault, path: "/query", times: 1_000 });
      });
      expect(await failureOf(run, boundMs)).toMatchObject(outage("pinecone"));
      expect(await failureOf(searchOf(revimg), boundMs)).toMatchObject(outage("pinecone"));
      server.heal();
      await expectContinues(revimg);
    });
  }

  test.concurrent("a moment of each of them, and of 429, is not noticed", async (context) => {
    const { server, revimg } = await openOn(context);
    let failing = false;
    const totals = await indexAll(revimg, photos, (done) => {
      if (done === 0 || failing) return;
      failing = true;
      server.fail({ path: "/vectors/upsert", status: 429, retryAfterSeconds: 1 });
      for (const [, fault] of lasting) server.fail({ ...fault, path: "/vectors/upsert" });
    });
    expect(totals).toEqual({ added: pictures, unchanged: 0, failed: 0 });
    const upserts = server.requests.filter(({ path }) => path === "/vectors/upsert");
    expect(upserts.length).toBeGreaterThan(lasting.length + 1);
    server.fail({ path: "/query", status: 429 });
    await expectComplete(revimg);
  });
});
