import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RevimgError } from "../../lib/errors.js";
import { temporaryFolder } from "../../testing/temporary.js";
import { SidecarReader } from "./sidecar-reader.js";

/** A temporary folder of these files, and a reader of what they say. */
export async function folderWith(files: Record<string, string | Uint8Array>) {
  const root = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(root, name, ".."), { recursive: true });
    await writeFile(join(root, name), text);
  }
  const warnings: [string, RevimgError][] = [];
  const reader = new SidecarReader((path, error) =>
    warnings.push([path.slice(root.length + 1), error]),
  );
  return {
    root,
    warnings,
    told: () => warnings.map(([place, { message }]) => [place, message] as const),
    read: (name: string) => reader.read(join(root, name), root),
    finish: () => reader.finish(),
  };
}
