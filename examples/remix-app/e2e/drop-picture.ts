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

/** Drags the picture of another site over the page, and drops it. */
export async function dropAddress(page: Page, address: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle((url) => {
    const transfer = new DataTransfer();
    transfer.setData("text/html", `<a href="https://another.example/"><img src="${url}"></a>`);
    transfer.setData("text/uri-list", "https://another.example/");
    return transfer;
  }, address);
  for (const type of ["dragenter", "dragover", "drop"]) {
    await page.dispatchEvent("body", type, { dataTransfer });
  }
}

export async function pasteText(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.body.dispatchEvent(event);
  }, text);
}
