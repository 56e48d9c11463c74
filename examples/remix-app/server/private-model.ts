import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const corePackage = fileURLToPath(import.meta.resolve("@revimg/core/package.json"));

/** The built-in model, whose files a page may load for private search. */
export const privateModelFolder = join(corePackage, "../models/mini");

/** Name and version of that model, such as `mini-2`. */
export const privateModelId = (
  JSON.parse(readFileSync(join(privateModelFolder, "manifest.json"), "utf8")) as { id: string }
).id;
