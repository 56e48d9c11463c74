import type { Description } from "@revimg/http/client";
import { useEffect, useRef, useState } from "react";
import { type UploadState, upload } from "../upload";

export interface UploadControls {
  /** Null before the first one. */
  state: UploadState | null;
  start(files: readonly File[], description: Description): void;
  cancel(): void;
}

/** One upload at a time; leaving the page stops it, and what is added stays. */
export function useUpload(): UploadControls {
  const [state, setState] = useState<UploadState | null>(null);
  const running = useRef<AbortController>();
  useEffect(() => () => running.current?.abort(), []);
  return {
    state,
    start(files, description) {
      if (files.length === 0) return;
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      const onChange = (next: UploadState) => {
        if (running.current === controller) setState(next);
      };
      void upload(files, { description, signal: controller.signal, onChange });
    },
    cancel: () => running.current?.abort(),
  };
}
