import type { ImageLimits } from "../api/options.js";
import type { ImageInput } from "../api/search-query.js";
import { readPictureFile } from "../files/read-picture-file.js";
import { readStream } from "../files/read-stream.js";
import { RevimgError } from "../lib/errors.js";
import { assertBytes } from "../pictures/limits.js";

/** The encoded bytes of a query picture, whatever it was handed over as. */
export async function readQueryImage(
  image: ImageInput,
  limits: ImageLimits,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  if (image instanceof Uint8Array || image instanceof ArrayBuffer) {
    assertBytes(image.byteLength, limits);
    return image instanceof ArrayBuffer ? new Uint8Array(image) : image;
  }
  if (image instanceof Blob) {
    const { size } = image;
    return readStream(image.stream(), { size, limits, signal }).catch(unreadableBlob);
  }
  return readPictureFile(toFile(image), { limits, signal });
}

/** A Blob of a file that has changed or gone meanwhile. */
function unreadableBlob(error: unknown): never {
  if (!(error instanceof DOMException && error.name === "NotReadableError")) throw error;
  throw new RevimgError(
    "invalid_input",
    "The Blob can't be read: its file has changed or is gone. Make a new one from the file.",
    { cause: error },
  );
}

function toFile(image: unknown): string | URL {
  const isWebAddress = /^https?:/i.test(String(image));
  if (isWebAddress) {
    throw new RevimgError(
      "invalid_input",
      "An image is bytes or a file. For a picture on the web, give its address: { url }.",
    );
  }
  if (image instanceof URL || (typeof image === "string" && image !== "")) return image;
  throw new RevimgError(
    "invalid_input",
    "An image is a Uint8Array, ArrayBuffer or Blob with an encoded picture, or the path of a file.",
  );
}
