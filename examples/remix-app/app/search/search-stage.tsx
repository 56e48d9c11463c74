import { useLocation, useNavigate, useNavigation } from "@remix-run/react";
import type { ReactNode } from "react";
import { useAsk } from "~/ask/ask-context";
import { ProblemView } from "~/components/problem-view";
import { useIsLate } from "~/hooks/use-is-late";
import { thumbnailUrl, uploadUrl } from "~/lib/library";
import type { QueryPicture } from "./answer";
import { isEmpty, isSameQuestion, type PicturePart, readSearchAddress } from "./search-address";
import { Searching } from "./searching";

/** An answer that comes sooner is shown at once: a page in between would only flash, and hold it up. */
const patienceMs = 250;

/** The page, or in its place the search that is on its way. */
export function SearchStage({ children }: { children: ReactNode }) {
  const { asking, cancel, retry } = useAsk();
  const pending = usePendingSearch();
  if (asking) {
    const { preview, files, problem } = asking;
    const part = { kind: "upload" as const, id: "" };
    const pictures = [{ part, url: preview, name: files[0]?.name ?? "" }];
    if (problem) {
      return (
        <ProblemView problem={problem} pictures={pictures} onRetry={retry} onCancel={cancel} />
      );
    }
    const heading = asking.isPrivate ? "Looking at your picture on this device" : "Searching";
    return <Searching pictures={pictures} heading={heading} onCancel={cancel} />;
  }
  if (pending) return <Searching pictures={pending.pictures} onCancel={pending.cancel} />;
  return children;
}

/** A search that a link has started and that is not answered yet. */
function usePendingSearch(): { pictures: QueryPicture[]; cancel(): void } | null {
  const { location } = useNavigation();
  const current = useLocation();
  const navigate = useNavigate();
  const isLate = useIsLate(location?.key ?? null, patienceMs);
  if (location?.pathname !== "/search" || !isLate) return null;
  const search = readSearchAddress(new URLSearchParams(location.search));
  const shown = readSearchAddress(new URLSearchParams(current.search));
  const isNew = current.pathname !== "/search" || !isSameQuestion(search, shown);
  if (isEmpty(search) || !isNew) return null;
  const { name = "" } = (location.state as { name?: string } | null) ?? {};
  const pictures = search.pictures.map((part) => ({ part, url: urlOf(part), name }));
  const cancel = () =>
    navigate(current.pathname + current.search, { replace: true, state: current.state });
  return { pictures, cancel };
}

function urlOf({ kind, id }: PicturePart): string | null {
  if (kind === "like") return thumbnailUrl(id);
  if (kind === "upload") return uploadUrl(id);
  return kind === "url" ? id : null;
}
