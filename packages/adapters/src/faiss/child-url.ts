/**
 * The URL of the child process's built entry file. The child comes from the build
 * even when this module runs from its TypeScript source, as in tests.
 */
export function childUrl(): URL {
  const fromSource = import.meta.url.endsWith(".ts");
  const path = fromSource ? "../../dist/faiss-child.js" : "./faiss-child.js";
  return new URL(path, import.meta.url);
}
