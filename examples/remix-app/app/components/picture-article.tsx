import { Link } from "@remix-run/react";
import type { IndexedImage } from "@revimg/http/client";
import { breakable } from "~/lib/format";
import { quietName } from "~/search/quiet-name";
import { addressOf, emptySearch } from "~/search/search-address";
import { Icon } from "./icon";
import { PictureFacts } from "./picture-facts";
import { PictureStage } from "./picture-stage";

/** An indexed picture, and all that is known of it. */
export function PictureArticle({ image }: { image: IndexedImage }) {
  const like = { ...emptySearch, pictures: [{ kind: "like" as const, id: image.id }] };
  return (
    <article className="picture-page pt-4 sm:pt-8">
      <PictureStage image={image} />
      <div className="flex min-w-0 flex-col gap-6">
        <h1 className="headline-small">{breakable(quietName(image))}</h1>
        <Link to={addressOf(like)} className="button-primary self-start">
          <Icon name="search" />
          Pictures like this one
        </Link>
        <PictureFacts image={image} />
      </div>
    </article>
  );
}
