import { useLocation, useNavigate } from "@remix-run/react";
import { useCallback, useSyncExternalStore } from "react";
import {
  cancelUpload,
  getUpload,
  retryUpload,
  startUpload,
  subscribe,
  type UploadSearch,
} from "~/lib/upload-store";

interface UploadLocation {
  upload?: string;
}

export interface UploadSearchControls {
  /** The search that belongs to this place in the history, if it is still known. */
  upload: UploadSearch | undefined;
  start(file: File): void;
  cancel(): void;
  retry(): void;
}

/** Searches with files: each is a place in the history, so Back and Forward move between them. */
export function useUploadSearch(): UploadSearchControls {
  const navigate = useNavigate();
  const id = (useLocation().state as UploadLocation | null)?.upload ?? "";
  const upload = useSyncExternalStore(
    subscribe,
    () => getUpload(id),
    () => undefined,
  );
  const start = useCallback(
    (file: File) => {
      const state: UploadLocation = { upload: startUpload(file) };
      navigate("/", { state });
    },
    [navigate],
  );
  const cancel = useCallback(() => {
    cancelUpload(id);
    navigate("/", { replace: true, state: null });
  }, [id, navigate]);
  const retry = useCallback(() => retryUpload(id), [id]);
  return { upload, start, cancel, retry };
}
