import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export interface BrowserBundle {
  /** Name, such as `browser.js`, to content. */
  files: Map<string, Uint8Array>;
  /** Modules outside the bundle that its files import. */
  externals: string[];
  /** Paths of the modules inside. */
  modules: string[];
}

/**
 * Bundles modules as an application's bundler does. Rejects when one of them
 * needs Node. `entries`: names to absolute paths.
 */
export async function bundleForBrowsers(entries: Record<string, string>): Promise<BrowserBundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: entries,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    outdir: "/",
    write: false,
    metafile: true,
    minify: true,
    logLevel: "silent",
  });
  const outputs = Object.values(metafile.outputs);
  return {
    files: new Map(
      outputFiles.map(({ path, contents }) => [path.replace(/^.*[\\/]/, ""), contents]),
    ),
    externals: outputs.flatMap(({ imports }) =>
      imports.flatMap(({ path, external }) => (external ? [path] : [])),
    ),
    modules: Object.keys(metafile.inputs),
  };
}

/**
 * What a page server needs to serve a bundle below `/bundle/`: its files, and
 * ONNX Runtime's WebAssembly, which is looked for beside them.
 */
export function servedBundle({ files }: BrowserBundle): Map<string, Uint8Array | string> {
  const served = new Map<string, Uint8Array | string>();
  for (const [name, bytes] of files) served.set(`/bundle/${name}`, bytes);
  for (const name of ["ort-wasm-simd-threaded.wasm", "ort-wasm-simd-threaded.mjs"]) {
    const url = import.meta.resolve(`onnxruntime-web/${name}`);
    served.set(`/bundle/${name}`, fileURLToPath(url));
  }
  return served;
}
