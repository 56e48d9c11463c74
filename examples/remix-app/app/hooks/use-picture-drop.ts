import { useEffect, useState } from "react";
import { carriesFiles, pictureIn } from "~/lib/picture-files";

/**
 * Takes pictures that are dropped anywhere on the page or pasted into it.
 * Returns whether a file is being dragged over the page.
 */
export function usePictureDrop(onPicture: (file: File) => void): boolean {
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    // Every element that is entered and left counts: only 0 means the page was left.
    let depth = 0;
    const stop = () => {
      depth = 0;
      setDragging(false);
    };
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setDragging(true);
    };
    const over = (event: DragEvent) => {
      if (!carriesFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth -= 1;
      if (depth <= 0) stop();
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      stop();
      const picture = pictureIn(event.dataTransfer);
      if (picture) onPicture(picture);
    };
    const paste = (event: ClipboardEvent) => {
      const picture = pictureIn(event.clipboardData);
      if (!picture) return;
      event.preventDefault();
      onPicture(picture);
    };
    const controller = new AbortController();
    const { signal } = controller;
    window.addEventListener("dragenter", enter, { signal });
    window.addEventListener("dragover", over, { signal });
    window.addEventListener("dragleave", leave, { signal });
    window.addEventListener("drop", drop, { signal });
    window.addEventListener("paste", paste, { signal });
    return () => controller.abort();
  }, [onPicture]);
  return dragging;
}
