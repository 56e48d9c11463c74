import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { RevimgError } from "../lib/errors.js";
import type { ModelManifest } from "./model-manifest.js";
import { parseModelManifest } from "./parse-manifest.js";

/**
 * Reads a model's `manifest.json` and checks all of it. Rejects with `invalid_config`
 * that names the wrong field, or says that the file is missing or no JSON.
 */
export async function readModelManifest(pathOrUrl: string | URL): Promise<ModelManifest> {
  const path = pathOrUrl instanceof URL ? fileURLToPath(pathOrUrl) : pathOrUrl;
  return parseModelManifest(await readJson(path), (field, expected) => {
    throw new RevimgError(
      "invalid_config",
      `The model manifest ${path} can't be used: ${field} must be ${expected}.`,
      { details: { path, field } },
    );
  });
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new RevimgError(
      "invalid_config",
      `The model manifest ${path} can't be read (${cause.code ?? cause.message}).`,
      { cause, details: { path } },
    );
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RevimgError("invalid_config", `The model manifest ${path} is not JSON.`, {
      cause,
      details: { path },
    });
  }
}
