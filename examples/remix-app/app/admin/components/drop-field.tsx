import { type DragEvent, useState } from "react";
import { Icon } from "~/components/icon";

/** A frame that takes many files: dropped, or chosen. Without scripts it is a plain field. */
export function DropField({ onFiles }: { onFiles: (files: File[]) => void }) {
  const [isOver, setOver] = useState(false);
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same
    <div
      className="viewfinder drop-field"
      data-over={isOver}
      data-testid="drop"
      onDragOver={over}
      onDragEnter={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <label className="button-primary file-label relative cursor-pointer">
        <span className="needs-script flex items-center gap-2.5">
          <Icon name="upload" />
          Choose pictures
        </span>
        <input
          type="file"
          name="image"
          accept="image/*"
          multiple
          aria-label="Choose pictures"
          className="file-field"
          onChange={(event) => {
            onFiles([...(event.currentTarget.files ?? [])]);
            // The same files may be chosen again later.
            event.currentTarget.value = "";
          }}
        />
      </label>
      <button type="submit" className="button-quiet without-script">
        Add them
      </button>
      <p className="needs-script text-muted">
        <span className="hint-drop">or drop them here</span>
      </p>
    </div>
  );
}
