import { galleryPictures, renderGalleryPicture } from "@revimg/sample-gallery";

export interface FileToSend {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** Pictures of the sample gallery as files to choose, from the one at `first` on. */
export function filesToSend(first: number, count: number): Promise<FileToSend[]> {
  return Promise.all(
    galleryPictures.slice(first, first + count).map(async (picture) => ({
      name: `${picture.slug}.jpg`,
      mimeType: "image/jpeg",
      buffer: Buffer.from(await renderGalleryPicture(picture)),
    })),
  );
}

export const brokenFile: FileToSend = {
  ...{ name: "notes.jpg", mimeType: "image/jpeg" },
  buffer: Buffer.from("This is text, whatever the name says."),
};
