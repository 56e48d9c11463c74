import { Form } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { Icon, type IconName } from "~/components/icon";
import { addressOf, type SearchAddress } from "~/search/search-address";
import { useAsk } from "./ask-context";

interface PictureFieldProps {
  label: string;
  quiet?: boolean;
  icon?: IconName;
  /** Opens the camera of a phone instead of its files. */
  camera?: boolean;
  /** What the pictures are added to; without it they are a search of their own. */
  also?: SearchAddress;
}

/** The button that opens the file dialog. Without scripts it is a form of its own. */
export function PictureField(props: PictureFieldProps) {
  const { label, quiet = false, icon = "upload", camera = false, also } = props;
  const { start } = useAsk();
  const input = useRef<HTMLInputElement>(null);
  const take = (field: HTMLInputElement) => {
    const files = [...(field.files ?? [])];
    if (files.length === 0) return;
    // The same file may be chosen again later.
    field.value = "";
    start(files, also);
  };
  // Files that were chosen before the scripts had loaded.
  useEffect(() => {
    if (input.current?.files?.length) take(input.current);
  });
  return (
    <Form
      method="post"
      action="/search"
      encType="multipart/form-data"
      className={`picture-field ${camera ? "needs-script camera-field" : ""}`}
    >
      {also && <input type="hidden" name="also" value={addressOf(also)} />}
      <label
        className={`${quiet ? "button-quiet" : "button-primary"} file-label relative cursor-pointer`}
      >
        <span className="needs-script flex items-center gap-2.5">
          <Icon name={icon} />
          {label}
        </span>
        <input
          ref={input}
          type="file"
          name="image"
          accept="image/*"
          multiple={!camera}
          capture={camera ? "environment" : undefined}
          aria-label={label}
          className="file-field"
          onChange={(event) => take(event.currentTarget)}
        />
      </label>
      <button type="submit" className="button-quiet without-script">
        Search
      </button>
    </Form>
  );
}
