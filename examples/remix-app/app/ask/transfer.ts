import { webAddressIn } from "../search/search-address";

/** What a drop or a paste brings to search with. */
export type Brought = { files: File[] } | { address: string } | null;

/** Whether a drag may bring a picture: what it holds is known only when it is dropped. */
export function mayBringPicture({ types }: Pick<DataTransfer, "types">): boolean {
  return types.includes("Files") || types.includes("text/uri-list");
}

/**
 * Pictures before addresses: dragged from another site, a picture comes as both in some
 * browsers. A file that is no picture is taken where there is nothing else, so that the
 * visitor hears why it can't be searched with.
 */
export function broughtBy(transfer: DataTransfer | null): Brought {
  if (!transfer) return null;
  const all = [...transfer.files];
  const pictures = all.filter((file) => file.type.startsWith("image/"));
  if (pictures.length > 0) return { files: pictures };
  const address =
    pictureInMarkup(transfer.getData("text/html")) ??
    firstAddress(transfer.getData("text/uri-list")) ??
    webAddressIn(transfer.getData("text/plain").trim());
  if (address) return { address };
  return all[0] ? { files: [all[0]] } : null;
}

/** The picture itself; the list beside it may only have the page that it links to. */
function pictureInMarkup(html: string): string | null {
  const source = /<img\b[^>]*?\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(html);
  const text = (source?.[1] ?? source?.[2] ?? "").replaceAll("&amp;", "&");
  return webAddressIn(text);
}

function firstAddress(list: string): string | null {
  const lines = list.split(/\r?\n/).map((line) => line.trim());
  return webAddressIn(lines.find((line) => line !== "" && !line.startsWith("#")) ?? "");
}
