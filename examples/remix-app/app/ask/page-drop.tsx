import { useLocation, useNavigate } from "@remix-run/react";
import { useCallback } from "react";
import { addressOf, emptySearch } from "~/search/search-address";
import { useAsk } from "./ask-context";
import { useDrop } from "./use-drop";

/** Pages with a use of their own for what is dropped. */
const otherUses = /^\/admin(\/|$)/;

/** Every page takes pictures that are dropped or pasted, and shows where they may fall. */
export function PageDrop() {
  return otherUses.test(useLocation().pathname) ? null : <DropTarget />;
}

function DropTarget() {
  const { start } = useAsk();
  const navigate = useNavigate();
  const onAddress = useCallback(
    (url: string) => navigate(addressOf({ ...emptySearch, pictures: [{ kind: "url", id: url }] })),
    [navigate],
  );
  const dragging = useDrop({ onPictures: start, onAddress });
  if (!dragging) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-50 bg-paper/90 p-4 text-accent sm:p-8">
      <div className="viewfinder drop-target grid h-full place-items-center border border-accent">
        <p className="headline px-6 text-center">Drop it to search</p>
      </div>
    </div>
  );
}
