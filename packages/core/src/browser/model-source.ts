import type { Dtype } from "../api/options.js";
import { RevimgError } from "../lib/errors.js";
import type { ModelManifest } from "../model-files/model-manifest.js";
import { dtypes } from "../model-files/parse-files.js";
import { parseModelManifest } from "../model-files/parse-manifest.js";
import { browser } from "./browser-globals.js";
import { shownUrl } from "./file-download.js";

const defaultEndpoint = "https://huggingface.co";

export interface ModelSourceOptions {
  /** The URL of a `manifest.json`, relative to the page; or its content. */
  manifest: string | URL | ModelManifest;
  /**
   * The URL of the folder with the files that the manifest names. Default: the
   * manifest's `source` on the hub; without one, the folder of the manifest.
   */
  filesBase?: string | URL | undefined;
  /** A mirror of the Hugging Face hub, for manifests with a `source`. Default `https://huggingface.co`. */
  endpoint?: string | URL | undefined;
  /** Number format of the weights. Default `fp32`, or the most exact that the model has. */
  dtype?: Dtype | undefined;
}

export interface ModelSourceFound {
  manifest: ModelManifest;
  dtype: Dtype;
  /** Absolute, ends with `/`. */
  filesBase: string;
}

/**
 * Reads and checks a manifest, and finds where its files are. Rejects with
 * `invalid_config`, or with `model_unavailable` when the manifest can't be fetched.
 */
export async function findModel(
  { manifest: given, filesBase, endpoint, dtype }: ModelSourceOptions,
  signal: AbortSignal | undefined,
): Promise<ModelSourceFound> {
  const url = typeof given === "string" || given instanceof URL ? absolute(given) : null;
  const manifest = readManifest(url === null ? given : await fetchJson(url, signal), url);
  const chosen = chooseDtype(manifest, dtype);
  return { manifest, dtype: chosen, filesBase: base() };

  function base(): string {
    if (filesBase !== undefined) return folder(absolute(filesBase));
    if (manifest.source) {
      const { repository, revision } = manifest.source;
      return `${folder(absolute(endpoint ?? defaultEndpoint))}${repository}/resolve/${revision}/`;
    }
    if (url !== null) return new URL(".", url).href;
    throw new RevimgError(
      "invalid_config",
      `The manifest of ${manifest.id} names no source, and was not given as a URL. Give the folder of its files as filesBase.`,
    );
  }
}

function absolute(url: string | URL): string {
  try {
    return new URL(url, browser.document?.baseURI ?? browser.location?.href).href;
  } catch (cause) {
    throw new RevimgError("invalid_config", "manifest, filesBase and endpoint must be URLs.", {
      cause,
    });
  }
}

function folder(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}

async function fetchJson(url: string, signal: AbortSignal | undefined): Promise<unknown> {
  const refuse = (reason: string, retryable: boolean, cause?: unknown) =>
    new RevimgError(
      "model_unavailable",
      `The model manifest could not be fetched from ${shownUrl(url)}: ${reason}.`,
      { retryable, cause },
    );
  const response = await fetch(url, signal ? { signal } : {}).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw refuse("the connection failed, or this page may not read it (CORS)", true, cause);
  });
  if (!response.ok) throw refuse(`status ${response.status}`, response.status >= 500);
  try {
    return await response.json();
  } catch (cause) {
    signal?.throwIfAborted();
    throw new RevimgError("invalid_config", `The model manifest ${shownUrl(url)} is not JSON.`, {
      cause,
    });
  }
}

function readManifest(value: unknown, url: string | null): ModelManifest {
  return parseModelManifest(value, (field, expected) => {
    const which = url === null ? "The model manifest" : `The model manifest ${shownUrl(url)}`;
    throw new RevimgError(
      "invalid_config",
      `${which} can't be used: ${field} must be ${expected}.`,
      { details: { field } },
    );
  });
}

function chooseDtype({ id, image }: ModelManifest, asked: Dtype | undefined): Dtype {
  const there = dtypes.filter((dtype) => image.files[dtype]);
  const chosen = asked ?? there[0]!;
  if (there.includes(chosen)) return chosen;
  throw new RevimgError(
    "invalid_config",
    `The model ${id} has no ${chosen} files. It has ${there.join(", ")}.`,
  );
}
