import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ResolvedModel } from "@revimg/core";
import {
  bundleForBrowsers,
  chromiumMissing,
  launchChromium,
  servedBundle,
  startPageServer,
} from "@revimg/testing/browser";

/** Runs in the page: the model and the pictures' addresses in, their vectors out. */
const inPage = `async ({ manifest, urls }) => {
  const { createBrowserEmbedder } = await import("/bundle/browser.js");
  const embedder = await createBrowserEmbedder({ manifest, filesBase: "/model/", device: "wasm" });
  const vectors = await Promise.all(
    urls.map(async (url) => {
      const { vector } = await embedder.embed(await (await fetch(url)).blob());
      return [...vector];
    }),
  );
  await embedder.close();
  return vectors;
}`;

/** Vectors of picture files, in their order, as `@revimg/core/browser` makes them in Chromium; null where there is none. */
export async function embedInChromium(
  model: ResolvedModel,
  paths: readonly string[],
  log: (line: string) => void,
): Promise<Float32Array[] | null> {
  if (chromiumMissing !== null) {
    log(`nothing is measured in a browser: ${chromiumMissing}`);
    return null;
  }
  const entry = fileURLToPath(import.meta.resolve("@revimg/core/browser"));
  const worker = join(dirname(entry), "browser-worker.js");
  const files = servedBundle(await bundleForBrowsers({ browser: entry, "browser-worker": worker }));
  const roles = model.manifest.tags?.kind === "classifier" ? ["labels", "image"] : ["image"];
  for (const role of roles as ("labels" | "image")[]) {
    files.set(`/model/${model.entry(role).path}`, await model.file(role));
  }
  const urls = paths.map((path, index) => {
    files.set(`/pictures/${index}`, path);
    return `/pictures/${index}`;
  });
  await using server = await startPageServer({ files });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    const input = JSON.stringify({ manifest: model.manifest, urls });
    const vectors = (await page.evaluate(`(${inPage})(${input})`)) as number[][];
    return vectors.map((vector) => Float32Array.from(vector));
  } finally {
    await browser.close();
  }
}
