import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build as buildWithEsbuild } from "esbuild";
import { build as buildWithVite } from "vite";
import webpack from "webpack";

/** A page's program: what docs/browser.md shows, to be called by a test. */
const program = `import { createBrowserEmbedder } from "@revimg/core/browser";
globalThis.embed = async (picture) => {
  const embedder = await createBrowserEmbedder({ manifest: "/model/manifest.json" });
  const { vector } = await embedder.embed(await (await fetch(picture)).blob());
  embedder.close();
  return [...vector];
};
`;

/**
 * Each bundles `page` into `page.js` of a folder, with the settings of docs/browser.md alone. Nothing
 * is minified, as that takes most of the time and is the bundlers' own matter.
 */
const bundlers = {
  async esbuild(project: string, page: string, outdir: string) {
    const installed = join(project, "node_modules");
    const worker = join(installed, "@revimg/core/dist/browser-worker.js");
    await buildWithEsbuild({
      ...{ entryPoints: { page, "browser-worker": worker }, outdir, logLevel: "error" },
      ...{ bundle: true, splitting: true, format: "esm", platform: "browser", target: "es2022" },
    });
    const wasm = "ort-wasm-simd-threaded.wasm";
    await copyFile(join(installed, "onnxruntime-web/dist", wasm), join(outdir, wasm));
  },

  async vite(project: string, page: string, outDir: string) {
    await buildWithVite({
      ...{ root: project, configFile: false, logLevel: "error", base: "./" },
      ...{ worker: { format: "es" } },
      ...{ optimizeDeps: { exclude: ["@revimg/core", "onnxruntime-web"] } },
      build: {
        ...{ outDir, target: "es2022", emptyOutDir: true, minify: false },
        rollupOptions: { input: page, output: { entryFileNames: "page.js" } },
      },
    });
  },

  async webpack(project: string, page: string, path: string) {
    const compiler = webpack({
      ...{ mode: "production", context: project, entry: page },
      ...{ output: { path, filename: "page.js" }, optimization: { minimize: false } },
    });
    const stats = await new Promise<webpack.Stats>((resolve, reject) => {
      compiler.run((error, done) => (error ? reject(error) : resolve(done!)));
    });
    await new Promise((resolve) => compiler.close(resolve));
    if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
  },
};

export type Bundler = keyof typeof bundlers;
export const bundlerNames = Object.keys(bundlers) as Bundler[];

/**
 * Bundles the browser entry of what is installed in a project. Resolves to the files of the bundle
 * as a server sends them: paths such as `/webpack/page.js`, and the files on the disk.
 */
export async function bundleProject(
  bundler: Bundler,
  project: string,
): Promise<Map<string, string>> {
  const page = join(project, `page-${bundler}.mjs`);
  await writeFile(page, program);
  const folder = join(project, "bundles", bundler);
  await mkdir(folder, { recursive: true });
  await bundlers[bundler](project, page, folder);
  const files = await readdir(folder, { recursive: true });
  return new Map(
    files.map((name) => [`/${bundler}/${name.replaceAll("\\", "/")}`, join(folder, name)]),
  );
}
