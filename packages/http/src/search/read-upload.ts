import { RevimgError } from "@revimg/core";
import { readBody } from "../read-body.js";
import { mediaTypeOf, namesIn, notEmpty, readForm, type Upload } from "./read-form.js";

/** Fields that a form may ask with instead of a picture. */
const askingFields: ReadonlySet<string> = new Set(["url", "text", "id", "query"]);

const accepted =
  'POST the picture as multipart/form-data in the field "image" (curl -F image=@photo.jpg), or as the whole body with its own Content-Type (image/jpeg, application/octet-stream); a search without a picture of its own is JSON (application/json)';

/**
 * Reads the body of a search: a form with pictures and fields, or the bare bytes of a
 * picture, which is then called `image`. `maxBytes` is the limit for all pictures
 * together. Rejects with `invalid_input`, `image_too_large` or `unsupported`.
 */
export async function readUpload(request: Request, maxBytes: number): Promise<Upload> {
  const mediaType = mediaTypeOf(request);
  if (mediaType === "multipart/form-data") {
    const upload = await readForm(request, { maxBytes, pictures: ["image"], accepted });
    if (upload.files.has("image")) return upload;
    if ([...upload.fields.keys()].some((name) => askingFields.has(name))) return upload;
    throw new RevimgError(
      "invalid_input",
      `The form has no field "image": ${namesIn(upload)}. ${accepted}.`,
    );
  }
  if (mediaType.startsWith("image/") || mediaType === "application/octet-stream") {
    const image = notEmpty(await readBody(request, { maxBytes }), accepted);
    return { files: new Map([["image", image]]), fields: new Map() };
  }
  throw new RevimgError(
    "unsupported",
    `${mediaType ? `The content type ${mediaType}` : "A body without a Content-Type"} is not supported. ${accepted}.`,
  );
}
