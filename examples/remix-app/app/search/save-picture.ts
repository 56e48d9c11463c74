import type { SimilarImage } from "@revimg/http/client";

/**
 * Saves a picture under its name. Browsers follow a link to another origin instead of saving what
 * is there, so such bytes are fetched first. Rejects when they do not come.
 */
export async function savePicture({
  image_url,
  filename,
}: Pick<SimilarImage, "image_url" | "filename">): Promise<void> {
  const { href, origin } = new URL(image_url, location.href);
  const isElsewhere = origin !== location.origin;
  const address = isElsewhere ? URL.createObjectURL(await bytesOf(href)) : href;
  const link = document.createElement("a");
  link.href = address;
  link.download = filename;
  link.click();
  // The browser reads the bytes after this task.
  if (isElsewhere) setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

async function bytesOf(address: string): Promise<Blob> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}.`);
  return response.blob();
}
