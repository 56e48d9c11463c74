import { Form } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { Icon } from "./icon";

interface PictureFieldProps {
  label: string;
  onPicture: (file: File) => void;
  quiet?: boolean;
}

/** The button that opens the file dialog. Without scripts it is a form of its own. */
export function PictureField({ label, onPicture, quiet = false }: PictureFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const take = (field: HTMLInputElement) => {
    const file = field.files?.[0];
    if (!file) return;
    // The same file may be chosen again later.
    field.value = "";
    onPicture(file);
  };
  // A file that was chosen before the scripts had loaded.
  useEffect(() => {
    if (input.current?.files?.length) take(input.current);
  });
  return (
    <Form
      method="post"
      action="/?index"
      encType="multipart/form-data"
      className="flex flex-wrap items-center justify-center gap-3"
    >
      <label
        className={`${quiet ? "button-quiet" : "button-primary"} file-label relative cursor-pointer`}
      >
        <span className="needs-script flex items-center gap-2.5">
          <Icon name="upload" />
          {label}
        </span>
        <input
          ref={input}
          type="file"
          name="image"
          accept="image/*"
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
