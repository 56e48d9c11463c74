// What the tests do inside a page: bundled for it, and called by name.
import { createBrowserEmbedder } from "../index.js";

const opened = new Map();

/** An error as data: across the browser's border only data goes. */
function plain(error) {
  const { name, code, message, retryable, details } = error;
  return { error: { name, code, message, retryable, details } };
}

async function blobOf(url) {
  return (await fetch(url)).blob();
}

async function imageOf(url, crossOrigin) {
  const image = new Image();
  if (crossOrigin) image.crossOrigin = crossOrigin;
  image.src = url;
  await image.decode();
  return image;
}

/** A picture in each form that an embedder takes. */
const forms = {
  blob: blobOf,
  bitmap: async (url) => createImageBitmap(await blobOf(url)),
  image: (url) => imageOf(url),
  canvas: async (url) => drawn(document.createElement("canvas"), await imageOf(url)),
  offscreen: async (url) => drawn(new OffscreenCanvas(1, 1), await imageOf(url)),
  pixels: async (url) => {
    const canvas = drawn(new OffscreenCanvas(1, 1), await imageOf(url));
    return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  },
};

function drawn(canvas, image) {
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas;
}

function facts({ vector, tags }) {
  return { vector: [...vector], tags };
}

const actions = {
  /** Loads a model; resolves to a number that stands for it, and what was told of its files. */
  async open(options) {
    const progress = [];
    const embedder = await createBrowserEmbedder({
      ...options,
      onProgress: (step) => progress.push(step),
    });
    const key = opened.size + 1;
    opened.set(key, embedder);
    const { id, dimension, device, readsText } = embedder;
    return { key, id, dimension, device, readsText, progress };
  },

  /** Aborts when the first bytes of the model have come. */
  async openAndAbort(options) {
    const controller = new AbortController();
    return createBrowserEmbedder({
      ...options,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("Enough.")),
    });
  },

  /** All at once. */
  async embed(key, urls, form = "blob") {
    const embedder = opened.get(key);
    return Promise.all(
      urls.map(async (url) => embedder.embed(await forms[form](url)).then(facts, plain)),
    );
  },

  async embedBytes(key, bytes, type = "") {
    return facts(await opened.get(key).embed(new Blob([new Uint8Array(bytes)], { type })));
  },

  async embedThing(key, thing) {
    return facts(await opened.get(key).embed(thing));
  },

  async embedForeign(key, url, crossOrigin) {
    return facts(await opened.get(key).embed(await imageOf(url, crossOrigin)));
  },

  /** The canvas is painted over as soon as the call has returned. */
  async embedCanvasThenPaint(key, url) {
    const canvas = await forms.canvas(url);
    const embedding = opened.get(key).embed(canvas);
    canvas.getContext("2d").fillRect(0, 0, canvas.width, canvas.height);
    return facts(await embedding);
  },

  async embedTexts(key, texts) {
    return (await opened.get(key).embedTexts(texts)).map((vector) => [...vector]);
  },

  /** Fills the line with one picture: how each call ended, by its error's code. */
  async flood(key, url, count) {
    const picture = await blobOf(url);
    const embedder = opened.get(key);
    const calls = Array.from({ length: count }, () => embedder.embed(picture));
    const ends = await Promise.allSettled(calls);
    return ends.map(({ reason }) => (reason ? plain(reason).error : null));
  },

  /** Twelve calls, of which the last one is aborted while it waits: how each ended. */
  async abortLast(key, url) {
    const picture = await blobOf(url);
    const embedder = opened.get(key);
    const controller = new AbortController();
    const signals = Array.from({ length: 12 }, (_, index) => index === 11 && controller.signal);
    const calls = signals.map((signal) => embedder.embed(picture, signal ? { signal } : {}));
    controller.abort(new Error("Changed my mind."));
    const ends = await Promise.allSettled(calls);
    return ends.map(({ reason }) => reason?.message ?? null);
  },

  /** Closes a model with calls under way: their ends, and that of a call afterwards. */
  async close(key, url) {
    const picture = await blobOf(url);
    const embedder = opened.get(key);
    const calls = Array.from({ length: 12 }, () => embedder.embed(picture));
    const ended = Promise.allSettled(calls);
    await new Promise((resolve) => setTimeout(resolve));
    await embedder.close();
    await embedder.close();
    const late = await embedder.embed(picture).catch((error) => error);
    return [...(await ended).map(({ reason }) => reason?.code ?? null), late.code];
  },

  /** Overwrites what the browser has stored of every model file. */
  async spoilCache() {
    let spoiled = 0;
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const bytes = new Uint8Array(await (await cache.match(request)).arrayBuffer());
        bytes[bytes.length >> 1] ^= 1;
        await cache.put(request, new Response(bytes));
        spoiled += 1;
      }
    }
    return spoiled;
  },

  async cacheNames() {
    return caches.keys();
  },
};

globalThis.act = (name, ...args) => actions[name](...args).catch(plain);
