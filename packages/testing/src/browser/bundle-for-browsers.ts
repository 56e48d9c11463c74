import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";

export interface BrowserBundle {
  /** Name, such as `browser.js`, to content. */
  files: Map<string, Uint8Array>;
  /** Names of the files that the entries load at once; the others come with `import()`. */
  loadedAtOnce: Set<string>;
  /** Modules outside the bundle that its files import. */
  externals: string[];
  /** Paths of the modules inside. */
  modules: string[];
}

/**
 * Bundles modules as an application's bundler does. Rejects when one of them
 * needs Node. `entries`: names to absolute paths. `packages`: whether those of others are
 * in the bundle. Default `"inside"`.
 */
export async function bundleForBrowsers(
  entries: Record<string, string>,
  { packages = "inside" }: { packages?: "inside" | "outside" } = {},
): Promise<BrowserBundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: entries,
    bundle: true,
    packages: packages === "inside" ? "bundle" : "external",
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
    files: new Map(outputFiles.map(({ path, contents }) => [nameOf(path), contents])),
    loadedAtOnce: loadedAtOnce(metafile),
    externals: outputs.flatMap(({ imports }) =>
      imports.flatMap(({ path, external }) => (external ? [path] : [])),
    ),
    modules: Object.keys(metafile.inputs),
  };
}

const nameOf = (path: string) => path.replace(/^.*[\\/]/, "");

function loadedAtOnce({ outputs }: Metafile): Set<string> {
  const names = new Set<string>();
  const add = (path: string) => {
    if (names.has(nameOf(path))) return;
    names.add(nameOf(path));
    for (const { path: next, kind, external } of outputs[path]?.imports ?? []) {
      if (kind === "import-statement" && !external) add(next);
    }
  };
  for (const [path, { entryPoint }] of Object.entries(outputs)) {
    // What comes with `import()` is an entry point to esbuild, too.
    const isImported = Object.values(outputs).some(({ imports }) =>
      imports.some((each) => each.path === path && each.kind === "dynamic-import"),
    );
    if (entryPoint !== undefined && !isImported) add(path);
  }
  return names;
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
