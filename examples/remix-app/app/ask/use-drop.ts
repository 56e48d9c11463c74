import { useEffect, useState } from "react";
import { broughtBy, mayBringPicture } from "./transfer";

interface DropHandlers {
  onPictures: (files: File[]) => void;
  onAddress: (url: string) => void;
}

/**
 * Takes what is dropped anywhere on the page or pasted into it. A paste into a field is
 * the field's. Returns whether something is being dragged over the page.
 */
export function useDrop({ onPictures, onAddress }: DropHandlers): boolean {
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    // Every element that is entered and left counts: only 0 means the page was left.
    let depth = 0;
    // Links and pictures of this page are no question.
    let isOwn = false;
    const concerns = (event: DragEvent) =>
      !isOwn && event.dataTransfer !== null && mayBringPicture(event.dataTransfer);
    const stop = () => {
      depth = 0;
      setDragging(false);
    };
    const take = (transfer: DataTransfer | null) => {
      const brought = broughtBy(transfer);
      if (brought === null) return false;
      if ("files" in brought) onPictures(brought.files);
      else onAddress(brought.address);
      return true;
    };
    const start = () => {
      isOwn = true;
    };
    const end = () => {
      isOwn = false;
    };
    const enter = (event: DragEvent) => {
      if (!concerns(event)) return;
      event.preventDefault();
      depth += 1;
      setDragging(true);
    };
    const over = (event: DragEvent) => {
      if (!concerns(event) || !event.dataTransfer) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
    };
    const leave = (event: DragEvent) => {
      if (!concerns(event)) return;
      depth -= 1;
      if (depth <= 0) stop();
    };
    const drop = (event: DragEvent) => {
      if (!concerns(event)) return;
      event.preventDefault();
      stop();
      take(event.dataTransfer);
    };
    const paste = (event: ClipboardEvent) => {
      const isField = event.target instanceof Element && event.target.closest("input, textarea");
      if (isField && !event.clipboardData?.files.length) return;
      if (take(event.clipboardData)) event.preventDefault();
    };
    const controller = new AbortController();
    const { signal } = controller;
    window.addEventListener("dragstart", start, { signal });
    window.addEventListener("dragend", end, { signal });
    window.addEventListener("dragenter", enter, { signal });
    window.addEventListener("dragover", over, { signal });
    window.addEventListener("dragleave", leave, { signal });
    window.addEventListener("drop", drop, { signal });
    window.addEventListener("paste", paste, { signal });
    return () => controller.abort();
  }, [onPictures, onAddress]);
  return dragging;
}
