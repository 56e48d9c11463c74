import { usePictureDrop } from "~/hooks/use-picture-drop";
import { useUploadSearch } from "~/hooks/use-upload-search";

/** Every page takes a picture that is dropped or pasted, and shows where it may fall. */
export function PageDrop() {
  const { start } = useUploadSearch();
  const dragging = usePictureDrop(start);
  if (!dragging) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-50 bg-paper/90 p-4 text-accent sm:p-8">
      <div className="viewfinder drop-target grid h-full place-items-center border border-accent">
        <p className="headline px-6 text-center">Drop it to search</p>
      </div>
    </div>
  );
}
