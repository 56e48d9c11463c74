import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { ImageLimits } from "../api.js";
import { RevimgError } from "../errors.js";
import { assertBytes } from "../image/limits.js";
import { unreadable } from "../indexing/candidates.js";
import type { ImageInput } from "../types.js";

/** The encoded bytes of a query picture, whatever it was handed over as. */
export async function readQueryImage(
  image: ImageInput,
  limits: ImageLimits,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  if (image instanceof Uint8Array) return image;
  if (image instanceof ArrayBuffer) return new Uint8Array(image);
  if (image instanceof Blob) {
    assertBytes(image.size, limits);
    return new Uint8Array(await image.arrayBuffer());
  }
  const path = toPath(image);
  try {
    return await readFile(path, { signal });
  } catch (error) {
    throw signal?.aborted ? signal.reason : unreadable(path, error);
  }
}

function toPath(image: unknown): string {
  const isWebAddress = /^https?:/i.test(String(image));
  if (isWebAddress) {
    throw new RevimgError(
      "invalid_input",
      "An image is bytes or a file. A picture on the web is asked for by its address: { url }.",
    );
  }
  if (image instanceof URL && image.protocol === "file:") return fileURLToPath(image);
  if (typeof image === "string" && image !== "") return image;
  throw new RevimgError(
    "invalid_input",
    "An image is a Uint8Array, ArrayBuffer or Blob with an encoded picture, or the path of a file.",
  );
}
