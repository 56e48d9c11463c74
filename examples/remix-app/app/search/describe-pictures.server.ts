import type { RevimgClient } from "@revimg/http/client";
import { findGalleryPicture } from "@revimg/sample-gallery";
import type { UploadKeeper } from "~/lib/app-context";
import { galleryPictureUrl, thumbnailUrl, uploadUrl } from "~/lib/library";
import type { QueryPicture } from "./answer";
import { quietName } from "./quiet-name";
import type { PicturePart } from "./search-address";

/** The query's pictures as the page shows them. One that is gone has no address to show. */
export function describePictures(
  parts: readonly PicturePart[],
  { client, uploads, signal }: { client: RevimgClient; uploads: UploadKeeper; signal: AbortSignal },
): Promise<QueryPicture[]> {
  return Promise.all(
    parts.map(async (part): Promise<QueryPicture> => {
      const { kind, id } = part;
      if (kind === "like") {
        // The search itself tells why the library does not answer.
        const image = await client.getImage(id, { signal }).catch(() => null);
        return { part, url: image && thumbnailUrl(id), name: image ? quietName(image) : "" };
      }
      if (kind === "upload") {
        const kept = await uploads.read(id);
        const name = kept ? quietName({ title: null, filename: kept.name }) : "";
        return { part, url: kept && uploadUrl(id), name: name === "Untitled" ? "" : name };
      }
      if (kind === "sample") {
        const sample = findGalleryPicture(id);
        return { part, url: sample ? galleryPictureUrl(id) : null, name: sample?.title ?? id };
      }
      if (kind === "url") return { part, url: id, name: nameOfAddress(id) };
      return { part, url: null, name: "a private picture" };
    }),
  );
}

function nameOfAddress(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname.replace(/^www\./, "") : address;
}
