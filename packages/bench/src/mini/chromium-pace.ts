import { fileURLToPath } from "node:url";
import {
  bundleForBrowsers,
  chromiumMissing,
  launchChromium,
  servedBundle,
  startPageServer,
} from "@revimg/testing/browser";
import { side } from "./picture-sets.js";

const rounds = 12;
const batch = 4;

/** Runs in the page: milliseconds a picture of each round. */
const inPage = `async ({ rounds, batch, side, tensor, output }) => {
  const onnx = await import("/bundle/onnx.js");
  onnx.env.wasm.numThreads = 1;
  const bytes = new Uint8Array(await (await fetch("/model.onnx")).arrayBuffer());
  const session = await onnx.InferenceSession.create(bytes, { executionProviders: ["wasm"] });
  const data = Float32Array.from({ length: batch * 3 * side * side }, (_, i) => Math.sin(i));
  const feeds = { [tensor]: new onnx.Tensor("float32", data, [batch, 3, side, side]) };
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await session.run(feeds, [output]);
    times.push((performance.now() - started) / batch);
  }
  return times;
}`;

/**
 * Milliseconds a picture of a model alone on one thread of Chromium's WebAssembly,
 * in the least disturbed of several rounds; null where there is no browser.
 */
export async function chromiumMsEach(
  path: string,
  tensors: { tensor: string; output: string },
  log: (line: string) => void,
): Promise<number | null> {
  if (chromiumMissing !== null) {
    log(`nothing is measured in a browser: ${chromiumMissing}`);
    return null;
  }
  const onnx = fileURLToPath(import.meta.resolve("onnxruntime-web/wasm"));
  const files = servedBundle(await bundleForBrowsers({ onnx }));
  files.set("/model.onnx", path);
  await using server = await startPageServer({ files });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    const input = JSON.stringify({ rounds, batch, side, ...tensors });
    const times = (await page.evaluate(`(${inPage})(${input})`)) as number[];
    return Math.min(...times);
  } finally {
    await browser.close();
  }
}
