/**
 * The URL of a worker's built entry file.
 *
 * Worker threads load only JavaScript. When this module itself runs from its TypeScript
 * source, as in unit tests, the worker comes from the build.
 */
export function workerUrl(name: string): URL {
  const fromSource = import.meta.url.endsWith(".ts");
  return new URL(fromSource ? `../../../dist/${name}.js` : `./${name}.js`, import.meta.url);
}
