/**
 * The URL of the child process's built entry file. When this module itself runs from
 * its TypeScript source (tests do that), the child comes from the build.
 */
export function childUrl(): URL {
  const fromSource = import.meta.url.endsWith(".ts");
  const path = fromSource ? "../../dist/faiss-child.js" : "./faiss-child.js";
  return new URL(path, import.meta.url);
}
