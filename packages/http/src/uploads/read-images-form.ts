import { RevimgError } from "@revimg/core";
import type { z } from "zod";
import { type FieldValues, readField } from "../schemas/field.js";
import { descriptionFields, type ImageDescription } from "../schemas/image-write.js";
import { unknownName } from "../unknown-name.js";
import { givenTwice } from "../url-parameters.js";
import { type MultipartLimits, multipartParts } from "./multipart-parts.js";
import type { UploadBatch, UploadFolder } from "./upload-folder.js";

/** Pictures that were sent in a form, and what was said of them. */
export interface ImagesForm {
  description: ImageDescription;
  /** One picture stays in memory; several are in files. */
  pictures: { filename: string | undefined; content: Uint8Array | string }[];
  /** The files. The caller removes them. */
  batch: UploadBatch;
}

/**
 * Reads a form with pictures in the field `image`. Rejects with `invalid_input`,
 * `image_too_large` or `overloaded`; then no files are left.
 */
export async function readImagesForm(
  request: Request,
  uploads: UploadFolder,
  limits: MultipartLimits,
): Promise<ImagesForm> {
  const batch = uploads.openBatch();
  const pictures: ImagesForm["pictures"] = [];
  const texts = new Map<string, string>();
  const known = [...Object.keys(descriptionFields), "image"];
  try {
    for await (const { name, file, text } of multipartParts(request, limits)) {
      if (!known.includes(name)) throw unknownName("The form", name, known);
      if ((name === "image") !== (file !== null)) throw misplaced(name);
      if (file === null) {
        if (texts.has(name)) throw givenTwice(name);
        texts.set(name, text);
        continue;
      }
      const { bytes, filename } = file;
      if (bytes.byteLength === 0) throw new RevimgError("invalid_input", "A picture has no bytes.");
      const [first] = pictures;
      if (first && first.content instanceof Uint8Array) {
        first.content = await batch.save(first.content);
      }
      const content = first ? await batch.save(bytes) : bytes;
      pictures.push({ content, filename: lastPart(filename) });
    }
    if (pictures.length === 0) throw noPicture();
    return { description: readDescription(texts), pictures, batch };
  } catch (error) {
    await batch.remove();
    throw error;
  }
}

function readDescription(texts: ReadonlyMap<string, string>): ImageDescription {
  const values = [...texts].map(([name, text]) => {
    const field = descriptionFields[name as keyof typeof descriptionFields];
    return [name, readField<z.ZodType>(name, field, text)];
  });
  return Object.fromEntries(values) as FieldValues<typeof descriptionFields>;
}

/** Some browsers send a path. */
function lastPart(filename: string | undefined): string | undefined {
  return filename?.split(/[/\\]/).at(-1)?.slice(0, 255) || undefined;
}

function misplaced(name: string): RevimgError {
  return new RevimgError(
    "invalid_input",
    `${JSON.stringify(name)} of the form is a file, and must be a text. Pictures go in the field "image".`,
    { details: { option: name } },
  );
}

function noPicture(): RevimgError {
  return new RevimgError(
    "invalid_input",
    'The form has no picture. Send it as a file of the field "image": curl -F image=@photo.jpg',
    { details: { option: "image" } },
  );
}
