import type { RevimgClient } from "@revimg/http/client";
import type { SearchContext } from "~/lib/app-context";
import { galleryPictureUrl, thumbnailUrl, uploadUrl } from "~/lib/library";
import type { QueryPicture } from "./answer";
import { quietName } from "./quiet-name";
import type { PicturePart } from "./search-address";

interface DescribeOptions {
  client: RevimgClient;
  context: Pick<SearchContext, "uploads" | "samples">;
  signal: AbortSignal;
}

/** The query's pictures as the page shows them. One that is gone has no address to show. */
export function describePictures(
  parts: readonly PicturePart[],
  { client, context, signal }: DescribeOptions,
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
        const kept = await context.uploads.read(id);
        const name = kept ? quietName({ title: null, filename: kept.name }) : "";
        return { part, url: kept && uploadUrl(id), name: name === "Untitled" ? "" : name };
      }
      if (kind === "sample") {
        const title = context.samples.titleOf(id);
        return { part, url: title === null ? null : galleryPictureUrl(id), name: title ?? id };
      }
      if (kind === "url") return { part, url: id, name: nameOfAddress(id) };
      return { part, url: null, name: "a private picture" };
    }),
  );
}

function nameOfAddress(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname.replace(/^www\./, "") : address;
}
