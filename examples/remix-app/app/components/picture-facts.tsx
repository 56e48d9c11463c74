import type { ImageFacts } from "@revimg/http/client";
import { type MouseEvent, useState } from "react";
import { formatOf } from "~/lib/format";
import { pictureAddress } from "~/lib/library";
import { savePicture } from "~/search/save-picture";
import { Icon } from "./icon";
import { SourceList } from "./source-list";
import { TagList } from "./tag-list";

/** Everything known about a picture, and what can be done with it. */
export function PictureFacts({ image }: { image: ImageFacts }) {
  const { filename, folder, width, height, mime_type, sources, tags, image_url } = image;
  const save = (event: MouseEvent) => {
    // A picture at this server is saved by the link alone.
    if (!URL.canParse(image_url)) return;
    event.preventDefault();
    savePicture(image).catch(() => window.open(image_url, "_blank", "noopener"));
  };
  return (
    <>
      <ul className="picture-actions">
        <li>
          <a href={image_url} target="_blank" rel="noopener" className="action-link">
            <Icon name="external" />
            Open the original
          </a>
        </li>
        <li>
          <a href={image_url} download={filename} onClick={save} className="action-link">
            <Icon name="download" />
            Download
          </a>
        </li>
        <li className="needs-script">
          <CopyAddress id={image.id} />
        </li>
      </ul>
      <SourceList sources={sources} />
      <TagList tags={tags} />
      <p className="text-sm break-words text-muted">
        {folder && `${folder}/`}
        {filename}, {width} × {height}, {formatOf(mime_type)}
      </p>
    </>
  );
}

function CopyAddress({ id }: { id: string }) {
  const [said, setSaid] = useState("Copy the address");
  const copy = () =>
    navigator.clipboard.writeText(new URL(pictureAddress(id), location.href).href).then(
      () => setSaid("Copied"),
      () => setSaid("The browser did not allow copying"),
    );
  return (
    <button type="button" className="action-link" onClick={copy}>
      <Icon name="link" />
      <span role="status">{said}</span>
    </button>
  );
}
