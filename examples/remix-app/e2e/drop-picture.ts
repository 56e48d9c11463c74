import type { JSHandle, Page } from "playwright-core";

/** A `DataTransfer` with one file, made inside the page. */
function transferOf(
  page: Page,
  bytes: Uint8Array,
  { name = "picture.jpg", type = "image/jpeg" } = {},
): Promise<JSHandle<DataTransfer>> {
  const base64 = Buffer.from(bytes).toString("base64");
  return page.evaluateHandle(
    ([content, fileName, mimeType]) => {
      const transfer = new DataTransfer();
      const data = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
      transfer.items.add(new File([data], fileName, { type: mimeType }));
      return transfer;
    },
    [base64, name, type] as const,
  );
}

/** Drags a file over the page; what `whileOver` does happens before it is dropped. */
export async function dropPicture(
  page: Page,
  bytes: Uint8Array,
  whileOver: () => Promise<void> = async () => {},
): Promise<void> {
  const dataTransfer = await transferOf(page, bytes);
  await page.dispatchEvent("body", "dragenter", { dataTransfer });
  await page.dispatchEvent("body", "dragover", { dataTransfer });
  await whileOver();
  await page.dispatchEvent("body", "drop", { dataTransfer });
}

export async function pastePicture(page: Page, bytes: Uint8Array): Promise<void> {
  const transfer = await transferOf(page, bytes);
  await page.evaluate((clipboardData) => {
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.body.dispatchEvent(event);
  }, transfer);
}
